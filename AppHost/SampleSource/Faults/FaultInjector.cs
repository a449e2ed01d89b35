namespace ControlPlane.AppHost.SampleSource.Faults;

/// <summary>
/// Decides by request count alone, so that the same requests meet the same faults: every n-th request fails, in turn with 429
/// and 500, and the next try of the same URL always passes.
/// </summary>
internal sealed partial class FaultInjector(double rate, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _justFailed = [];
    private readonly int _period = rate <= 0 ? 0 : Math.Max(1, (int)Math.Round(1 / rate));
    private int _requests;
    private int _faults;

    public Fault Next(HttpRequest request)
    {
        if (_period == 0) return Fault.None;
        var url = $"{request.Method} {request.Path}{request.QueryString}";
        var fault = Next(url);
        if (fault != Fault.None) Log.Injected(logger, fault, url);
        return fault;
    }

    private Fault Next(string url)
    {
        lock (_lock)
        {
            // The third request of a period is in the first sync of a fresh start: a new user sees a retry at work.
            var due = _requests++ % _period == Math.Min(2, _period - 1);
            if (_justFailed.Remove(url) || !due) return Fault.None;
            _justFailed.Add(url);
            return _faults++ % 2 == 0 ? Fault.TooManyRequests : Fault.ServerError;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7301, LogLevel.Debug, "Sample source answers {Fault} to {Url}")]
        public static partial void Injected(ILogger logger, Fault fault, string url);
    }
}

using ControlPlane.Lineage.OpenLineage;
using ControlPlane.Secrets;
using Microsoft.Extensions.Options;

namespace ControlPlane.Transformation.Lineage.Events;

/// <summary>Hands events to the endpoint that is configured, if any. It never waits and never fails: a run must not notice.</summary>
public sealed partial class EventSender : IAsyncDisposable
{
    private readonly ILogger<EventSender> _logger;
    private readonly HttpClient? _http;
    private readonly OpenLineageTransport? _transport;
    private long _sentWhenTold = -1;

    public EventSender(IOptions<OpenLineageOptions> options, ISecretStore secrets, TimeProvider time, ILogger<EventSender> logger)
    {
        _logger = logger;
        if (options.Value is not { Url: { } url } settings) return;
        // The key goes to the endpoint that was configured and to no other.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        _transport = new OpenLineageTransport(
            _http, new OpenLineageTransportOptions(url)
            {
                FindApiKey = cancellationToken => KeyAsync(settings, secrets, cancellationToken),
                QueueCapacity = settings.QueueCapacity,
                Attempts = settings.Attempts,
                RequestTimeout = settings.RequestTimeout,
                DrainTimeout = TimeSpan.FromSeconds(2),
            },
            time, Tell);
    }

    /// <summary>There is somebody to tell.</summary>
    public bool IsOn => _transport is not null;

    public void Send(RunEvent happened) => _transport?.Send(happened);

    public async ValueTask DisposeAsync()
    {
        if (_transport is not null) await _transport.DisposeAsync();
        _http?.Dispose();
    }

    private static async Task<string?> KeyAsync(OpenLineageOptions settings, ISecretStore secrets, CancellationToken cancellationToken)
    {
        if (settings.KeyFile is { Length: > 0 } file) return (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
        if (settings.Key is not { Length: > 0 } key) return null;
        return SecretReference.TryParse(key, out var reference) ? await secrets.FindAsync(reference, cancellationToken) ?? throw new InvalidOperationException($"there is no secret {reference}") : key;
    }

    /// <summary>Once, until events get through again; the metric counts all of them.</summary>
    private void Tell(LostEvent lost)
    {
        var sent = _transport?.Sent ?? 0;
        if (Interlocked.Exchange(ref _sentWhenTold, sent) == sent) return;
        Log.Lost(_logger, lost.State, lost.RunId, lost.Reason);
    }

    private static partial class Log
    {
        [LoggerMessage(4020, LogLevel.Warning, "OpenLineage did not get the event {State} of {Run}: {Reason}. Until events get through again, the metric openlineage.events.lost alone counts what is given up.")]
        public static partial void Lost(ILogger logger, RunState state, Guid run, string reason);
    }
}

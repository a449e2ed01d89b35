namespace ControlPlane.Connectors.Requests.CallRates;

internal readonly record struct CallRate(int Limit, TimeSpan Interval);

/// <summary>Counts calls against a limit. Not safe for concurrent use: the budget that holds it locks.</summary>
internal interface ICallWindow
{
    /// <summary>The largest request that can ever be made.</summary>
    int Limit { get; }

    /// <summary>Counts a request, unless it has to wait.</summary>
    /// <returns>How long to wait before asking again; null when the request is counted and may be made.</returns>
    TimeSpan? Take(int weight, DateTimeOffset now);

    /// <summary>Takes over what the source says: never more calls than counted here.</summary>
    /// <param name="available">Calls left; null when it does not say.</param>
    /// <param name="reset">When there are more; null when it does not say.</param>
    void Update(int? available, DateTimeOffset? reset, DateTimeOffset now);
}

/// <summary>The first window begins with the first call, unless the source says when it ends.</summary>
internal sealed class FixedCallWindow(TimeSpan period, int limit) : ICallWindow
{
    private int _calls;
    private DateTimeOffset? _end;

    public int Limit => limit;

    public TimeSpan? Take(int weight, DateTimeOffset now)
    {
        Roll(now);
        if (_calls + weight > limit) return _end!.Value - now;
        _calls += weight;
        return null;
    }

    public void Update(int? available, DateTimeOffset? reset, DateTimeOffset now)
    {
        Roll(now);
        if (available is { } left && limit - _calls > left) _calls = limit - Math.Max(left, 0);
        if (reset > now) _end = reset;
    }

    private void Roll(DateTimeOffset now)
    {
        _end ??= now + period;
        if (now < _end) return;
        _calls = 0;
        var passed = period > TimeSpan.Zero ? (long)((now - _end.Value) / period) + 1 : 0;
        _end += period * passed;
    }
}

internal sealed class MovingCallWindow(IReadOnlyList<CallRate> rates) : ICallWindow
{
    private readonly TimeSpan _longest = rates.Max(r => r.Interval);
    private readonly LinkedList<(DateTimeOffset At, int Weight)> _calls = [];

    public int Limit { get; } = rates.Min(r => r.Limit);

    public TimeSpan? Take(int weight, DateTimeOffset now)
    {
        while (_calls.First is { } oldest && oldest.Value.At <= now - _longest) _calls.RemoveFirst();
        TimeSpan? wait = null;
        foreach (var rate in rates)
            if (Wait(rate, weight, now) is { } needed && !(needed <= wait)) wait = needed;
        if (wait is null) Add(weight, now);
        return wait;
    }

    public void Update(int? available, DateTimeOffset? reset, DateTimeOffset now)
    {
        // The source counts calls that were not made from here: the shortest window is taken for full.
        if (available is not 0 || reset is not null) return;
        var missing = rates[0].Limit - Within(rates[0].Interval, now);
        if (missing > 0) Add(missing, now);
    }

    private void Add(int weight, DateTimeOffset now)
    {
        if (_calls.Last is { } last && last.Value.At == now) last.Value = (now, last.Value.Weight + weight);
        else _calls.AddLast((now, weight));
    }

    private int Within(TimeSpan interval, DateTimeOffset now)
    {
        var sum = 0;
        for (var call = _calls.Last; call is not null && call.Value.At > now - interval; call = call.Previous) sum += call.Value.Weight;
        return sum;
    }

    /// <summary>Until as many calls have left the interval as the request needs.</summary>
    private TimeSpan? Wait(CallRate rate, int weight, DateTimeOffset now)
    {
        var used = 0;
        for (var call = _calls.Last; call is not null && call.Value.At > now - rate.Interval; call = call.Previous)
        {
            used += call.Value.Weight;
            if (used + weight > rate.Limit) return call.Value.At + rate.Interval - now;
        }

        return null;
    }
}

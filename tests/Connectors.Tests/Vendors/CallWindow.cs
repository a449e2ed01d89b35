namespace ControlPlane.Connectors.Tests.Vendors;

/// <summary>A vendor's limit: at most so many calls within any window of the clock.</summary>
internal sealed class CallWindow(int limit, TimeSpan length, TimeProvider time)
{
    private readonly Queue<DateTimeOffset> _calls = new();

    public int Limit => limit;

    public int Remaining => Math.Max(0, limit - _calls.Count);

    /// <summary>When the oldest call leaves the window.</summary>
    public DateTimeOffset Reset => (_calls.TryPeek(out var oldest) ? oldest : time.GetUtcNow()) + length;

    /// <summary>Counts a call; false when it is one too many.</summary>
    public bool Take()
    {
        var now = time.GetUtcNow();
        while (_calls.TryPeek(out var oldest) && oldest <= now - length) _calls.Dequeue();
        if (_calls.Count >= limit) return false;
        _calls.Enqueue(now);
        return true;
    }
}

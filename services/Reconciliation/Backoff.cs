namespace ControlPlane.Reconciliation;

/// <summary>Exponential backoff with jitter: the n-th failure in a row waits between half and all of <c>First * 2^(n-1)</c>, at most <see cref="Longest"/>.</summary>
/// <param name="First">Default 500 ms.</param>
/// <param name="Longest">Default 5 minutes.</param>
public sealed record Backoff(TimeSpan First, TimeSpan Longest)
{
    public static Backoff Default { get; } = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(5));

    public TimeSpan After(int failures, Random random)
    {
        var full = Math.Min(Longest.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 30)));
        return TimeSpan.FromMilliseconds(full * (0.5 + random.NextDouble() / 2));
    }
}

using System.Collections.Concurrent;
using System.Globalization;

namespace ControlPlane.Testing;

/// <summary>A clock on which every wait is over at once: it jumps ahead by the time waited for, and remembers it.</summary>
public sealed class SkippingTime(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public static SkippingTime At(string time) => new(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture));

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Enqueue(dueTime);
        Interlocked.Add(ref _ticks, dueTime.Ticks);
        return TimeProvider.System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}

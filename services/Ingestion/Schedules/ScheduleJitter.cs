using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ControlPlane.Ingestion.Schedules;

/// <summary>
/// Spreads the schedules that many tenants have alike: each fires a little after its tick, always at the same place of the window,
/// which depends on tenant and schedule only. The window ends long before the next tick, so that ticks never meet.
/// </summary>
internal static class ScheduleJitter
{
    /// <summary>When the first tick after a moment fires; null when there is none any more.</summary>
    /// <exception cref="Reconciliation.Fault">The expression or the time zone cannot be used.</exception>
    public static DateTimeOffset? Next(string tenant, ScheduleKey schedule, DateTimeOffset after, IngestionOptions options)
    {
        if (CronSchedule.Next(schedule, after) is not { } tick) return null;
        return tick + Place(tenant, schedule) * Window(schedule, tick, options);
    }

    private static TimeSpan Window(ScheduleKey schedule, DateTimeOffset tick, IngestionOptions options)
    {
        // Without another tick there is no interval, and nothing to run into.
        var interval = CronSchedule.Next(schedule, tick) is { } following ? following - tick : TimeSpan.MaxValue;
        if (interval < options.ScheduleJitterFrom) return TimeSpan.Zero;
        var share = interval.TotalSeconds * Math.Clamp(options.ScheduleJitter, 0, 0.5);
        return share < options.LongestScheduleJitter.TotalSeconds ? TimeSpan.FromSeconds(share) : options.LongestScheduleJitter;
    }

    /// <summary>From 0 to 1.</summary>
    private static double Place(string tenant, ScheduleKey schedule) =>
        BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\n{schedule}"))) / (double)uint.MaxValue;
}

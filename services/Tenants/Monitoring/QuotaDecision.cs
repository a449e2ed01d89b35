using ControlPlane.Warehouses.Provisioning;

namespace ControlPlane.Tenants.Monitoring;

/// <summary>What a look at the statement time means for a monitor; a pure function.</summary>
/// <param name="Monitor">As it should be written.</param>
/// <param name="Notices">The thresholds, in percent, that were passed for the first time this month.</param>
internal sealed record QuotaDecision(MonitorRow Monitor, IReadOnlyList<int> Notices)
{
    private static readonly int[] Thresholds = [75, 90];

    /// <param name="observed">Null: the warehouse has no such database now.</param>
    /// <param name="month">The present one.</param>
    public static QuotaDecision For(MonitorRow monitor, StatementTime? observed, DateOnly month)
    {
        var spent = Spent(monitor.Counter, observed?.Finished.TotalSeconds);
        var start = monitor.Month == month ? monitor : monitor with { Month = month, Seconds = 0, Credits = 0, NoticedPercent = 0 };
        var counted = start with { Seconds = start.Seconds + spent, Credits = start.Credits + Credits(spent, monitor), Counter = observed?.Finished.TotalSeconds ?? monitor.Counter };
        // A statement that still runs is counted when it ends, but it cannot run past the quota until then.
        var percent = Percent(counted, counted.Credits + Credits(observed?.InFlight.TotalSeconds ?? 0, monitor));
        int[] passed = [.. Thresholds.Where(threshold => percent >= threshold && threshold > counted.NoticedPercent)];
        return new QuotaDecision(counted with { NoticedPercent = Math.Max(counted.NoticedPercent, passed.LastOrDefault()), Suspended = percent >= 100 }, passed);
    }

    /// <summary>The counter starts again from zero when the server crashed or its statistics were reset.</summary>
    private static double Spent(double? before, double? now) => now is null ? 0 : before is null || now < before ? now.Value : now.Value - before.Value;

    private static double Credits(double seconds, MonitorRow monitor) => seconds / 3600 * (double)monitor.CreditsPerHour;

    private static double Percent(MonitorRow monitor, double credits) => monitor.QuotaCredits switch
    {
        null => 0,
        <= 0 => 100,
        var quota => 100 * credits / (double)quota.Value,
    };
}

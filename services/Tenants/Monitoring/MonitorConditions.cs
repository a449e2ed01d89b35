using System.Globalization;
using ControlPlane.Reconciliation;

namespace ControlPlane.Tenants.Monitoring;

/// <summary>What a resource monitor says about its tenant.</summary>
internal static class MonitorConditions
{
    public const string Suspended = "Suspended";
    public const string QuotaNoticed = "QuotaNoticed";

    /// <summary>Empty where there is no monitor yet.</summary>
    public static IReadOnlyList<Condition> Of(MonitorRow? monitor)
    {
        if (monitor is null) return [];
        var usage = monitor.QuotaCredits is { } quota
            ? string.Create(CultureInfo.InvariantCulture, $"{monitor.UsedCredits:0.####} of {quota:0.####} credits used in {monitor.Month:yyyy-MM}.")
            : string.Create(CultureInfo.InvariantCulture, $"{monitor.UsedCredits:0.####} credits used in {monitor.Month:yyyy-MM}; there is no limit.");
        var suspended = monitor.InTransition
            ? new Condition(Suspended, ConditionStatus.Unknown, monitor.Suspended ? "Suspending" : "Resuming", usage)
            : monitor.Suspended
                ? new Condition(Suspended, ConditionStatus.True, "QuotaUsedUp", $"{usage} The tenant's roles cannot log in until the quota is raised or the month turns.")
                : new Condition(Suspended, ConditionStatus.False, "WithinQuota", usage);
        var noticed = monitor.NoticedPercent > 0
            ? new Condition(QuotaNoticed, ConditionStatus.True, $"Over{monitor.NoticedPercent}Percent", usage)
            : new Condition(QuotaNoticed, ConditionStatus.False, "WithinQuota", usage);
        return [suspended, noticed];
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ControlPlane.Lake.Provisioning;
using ControlPlane.Tenants.Monitoring;
using ControlPlane.Warehouses.Provisioning;

namespace ControlPlane.Tenants.Plans;

/// <summary>The ordered steps from what was observed to what a generation of the spec wants; empty means converged.</summary>
internal sealed record TenantPlan(long Generation, DateTimeOffset ObservedAt, ProvisioningPlan Warehouse, IReadOnlyList<LakeStep> Lake, MonitorLimits? Monitor, IReadOnlyList<ProvisioningStep> Steps)
{
    /// <summary>The same for the same steps of the same generation, whenever they were observed.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        JsonSerializer.Serialize(new { Generation, steps = Steps.Select(step => new { step.Id, step.Kind, step.Target, step.Why, step.Destructive }) }))));

    /// <param name="monitor">Null: there is none yet.</param>
    public static TenantPlan For(long generation, DateTimeOffset observedAt, ProvisioningPlan warehouse, IReadOnlyList<LakeStep> lake, MonitorLimits wanted, MonitorRow? monitor)
    {
        var difference = Difference(wanted, monitor);
        var kind = monitor is null ? "create-monitor" : "alter-monitor";
        ProvisioningStep[] own = difference is null ? [] : [new ProvisioningStep($"monitor:{wanted.Name}", kind, $"resource monitor {wanted.Name}", difference, false)];
        var buckets = lake.Select(step => new ProvisioningStep(step.Id, step.Kind, step.Target, step.Why, Destructive: false));
        return new TenantPlan(generation, observedAt, warehouse, lake, difference is null ? null : wanted, [.. warehouse.Steps, .. buckets, .. own]);
    }

    private static string? Difference(MonitorLimits wanted, MonitorRow? monitor)
    {
        if (monitor is null) return $"resource monitor {wanted.Name} missing";
        if (monitor.QuotaCredits != wanted.QuotaCredits) return $"quota of {wanted.Name} is {Credits(monitor.QuotaCredits)} instead of {Credits(wanted.QuotaCredits)}";
        return monitor.CreditsPerHour != wanted.CreditsPerHour ? $"rate of {wanted.Name} is {monitor.CreditsPerHour} credits an hour instead of {wanted.CreditsPerHour}" : null;
    }

    private static string Credits(decimal? quota) => quota is { } credits ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{credits:0.##} credits") : "unlimited";
}

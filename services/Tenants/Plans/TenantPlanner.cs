using ControlPlane.Lake.Provisioning;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Tenants.Monitoring;
using ControlPlane.Tenants.Records;
using ControlPlane.Tenants.Specs;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.Provisioning;

namespace ControlPlane.Tenants.Plans;

/// <summary>Observes everything a tenant has and plans what is left to do. Changes nothing.</summary>
public sealed class TenantPlanner(ServiceState<TenantsModule> state, IWarehouseProvisioner warehouse, ILakeProvisioner lake, TimeProvider time)
{
    /// <param name="thorough">Where somebody asks or a plan is carried out; not where a tenant is only looked at again and again.</param>
    internal async Task<Observed<TenantPlan>> PlanAsync(TenantRecord record, bool thorough, CancellationToken cancellationToken)
    {
        if (!record.IsReadable) return new Observed<TenantPlan>.Unknown($"Generation {record.Generation} of {record.Tenant}'s spec cannot be read; declare it again (PUT /v1/tenants/{record.Tenant}).");
        var monitor = await FindMonitorAsync(record, cancellationToken);
        var desired = new DesiredWarehouse(record.Tenant, record.Spec.Warehouse.ConnectionLimit, RawTables(record), monitor is { Suspended: true });
        var observed = await warehouse.PlanAsync(desired, thorough, cancellationToken);
        if (observed is not Observed<ProvisioningPlan>.Known(var steps)) return new Observed<TenantPlan>.Unknown(((Observed<ProvisioningPlan>.Unknown)observed).Why);
        var (buckets, unknown) = await ObserveLakeAsync(record, cancellationToken);
        if (unknown is not null) return new Observed<TenantPlan>.Unknown(unknown);
        // The monitor switches logins on and off by itself: while it does, what was seen of them means nothing.
        var after = await FindMonitorAsync(record, cancellationToken);
        if (monitor?.Suspended != after?.Suspended || after is { InTransition: true })
            return new Observed<TenantPlan>.Unknown($"The logins of {record.Tenant} are being {(after is { Suspended: true } ? "suspended" : "resumed")} right now.");
        var limits = new MonitorLimits(record.Tenant, record.Tenant.MonitorName, record.Spec.Warehouse.QuotaCredits, CreditRates.PerHour(record.Tenant, record.Spec.Warehouse));
        return new Observed<TenantPlan>.Known(TenantPlan.For(record.Generation, time.GetUtcNow(), steps, buckets, limits, after));
    }

    private async Task<(IReadOnlyList<LakeStep> Steps, string? Unknown)> ObserveLakeAsync(TenantRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return (await lake.PlanAsync(record.Tenant, cancellationToken), null);
        }
        catch (Fault fault)
        {
            return ([], fault.Message);
        }
    }

    private async Task<MonitorRow?> FindMonitorAsync(TenantRecord record, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return await MonitorStore.FindAsync(connection, record.Tenant, cancellationToken);
    }

    private static string[] RawTables(TenantRecord record) =>
        [.. record.Spec.Sources.SelectMany(source => source.Value.Streams.Select(stream => WarehouseNames.RawTable(source.Key, stream))).Distinct().Order(StringComparer.Ordinal)];
}

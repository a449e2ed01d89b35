using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Tenants.Applies;
using ControlPlane.Tenants.Offboarding;
using ControlPlane.Tenants.Plans;
using ControlPlane.Tenants.Records;
using ControlPlane.Warehouses.Provisioning;
using Microsoft.Extensions.Options;

namespace ControlPlane.Tenants.Reconciling;

/// <summary>
/// Looks at what a tenant has, carries out the plan that somebody confirmed, and otherwise only says what it saw: drift is reported and
/// never repaired unasked.
/// </summary>
public sealed class TenantReconciler(
    ServiceState<TenantsModule> state, TenantPlanner planner, PlanApplier applier, OffboardingSequence offboarding, TenantConditions conditions, IOptions<TenantsOptions> options) : IReconciler
{
    internal const string KindName = "tenant";
    internal const string Key = "main";

    public string Kind => KindName;

    public ReconcilerLimits Limits { get; } = ReconcilerLimits.Default with { PerTenant = 1 };

    public async Task<Pass> ReconcileAsync(WorkItem item, Lease lease, CancellationToken cancellationToken)
    {
        if (!TenantId.TryParse(item.Tenant, out var tenant) || await FindAsync(tenant, cancellationToken) is not ({ } record, var apply) || record.State == TenantState.Offboarded) return Pass.Finished();
        if (record.State == TenantState.Offboarding) return await offboarding.ContinueAsync(record, lease, cancellationToken);
        try
        {
            var observed = await planner.PlanAsync(record, cancellationToken);
            if (observed is not Observed<TenantPlan>.Known(var plan))
            {
                await conditions.UnknownAsync(record, lease, ((Observed<TenantPlan>.Unknown)observed).Why, cancellationToken);
                return Pass.Again(Limits.Backoff.After(item.Failures + 3, Random.Shared));
            }
            if (apply is null) return await conditions.ObservedAsync(record, plan, lease, cancellationToken) ? Pass.Again(options.Value.ObservationInterval) : Pass.Again(TimeSpan.Zero);
            if (PlanApplier.Refusal(apply, plan) is { } refusal) await applier.FailAsync(apply, refusal, lease, cancellationToken);
            else await applier.ApplyAsync(record, apply, plan, lease, cancellationToken);
            // Applied is not converged: look again at once.
            return Pass.Again(TimeSpan.Zero);
        }
        catch (Fault fault)
        {
            await conditions.FailedAsync(record, lease, fault, cancellationToken);
            if (apply is null || fault.Kind is not (FaultKind.AccessDenied or FaultKind.Rejected)) throw;
            // What another attempt cannot mend ends the apply; the tenant itself is looked at again as always.
            await applier.FailAsync(apply, fault.Message, lease, cancellationToken);
            return Pass.Again(options.Value.ObservationInterval);
        }
    }

    private async Task<(TenantRecord? Record, ApplyRow? Apply)> FindAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return (await TenantStore.FindAsync(connection, tenant, cancellationToken), await ApplyStore.FindOpenAsync(connection, tenant, cancellationToken));
    }
}

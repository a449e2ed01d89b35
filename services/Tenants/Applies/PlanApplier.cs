using ControlPlane.Lake.Provisioning;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Tenants.Monitoring;
using ControlPlane.Tenants.Plans;
using ControlPlane.Tenants.Records;
using ControlPlane.Warehouses.Provisioning;
using Npgsql;

namespace ControlPlane.Tenants.Applies;

/// <summary>Carries out a plan, step by step, guarded by the lease. Having carried it out says nothing yet: only a later observation does.</summary>
public sealed class PlanApplier(ServiceState<TenantsModule> state, IWarehouseProvisioner warehouse, ILakeProvisioner lake, TimeProvider time)
{
    /// <summary>Null when the fresh plan is what was agreed to, or what is left of it after a crash; otherwise what differs.</summary>
    internal static string? Refusal(ApplyRow apply, TenantPlan fresh)
    {
        if (apply.Generation != fresh.Generation) return $"The spec changed from generation {apply.Generation} to {fresh.Generation} after the plan was confirmed; look at the new plan and apply that.";
        if (apply.State == ApplyState.Pending) return apply.Hash == fresh.Hash ? null : "The warehouse changed after the plan was confirmed; look at the new plan and apply that.";
        // Everything that was shown to whoever agreed: one id can stand for a harmless step and later for one that destroys data.
        var agreed = apply.Steps.Select(Shown).ToHashSet();
        var other = fresh.Steps.FirstOrDefault(step => !agreed.Contains(Shown(step)));
        return other is null ? null : $"The warehouse changed while the plan was carried out ({other.Why}); look at the new plan and apply that.";
    }

    private static (string, string, string, string, bool) Shown(ProvisioningStep step) => (step.Id, step.Kind, step.Target, step.Why, step.Destructive);

    internal async Task ApplyAsync(TenantRecord record, ApplyRow apply, TenantPlan plan, Lease lease, CancellationToken cancellationToken)
    {
        var done = apply.Steps.Count - plan.Steps.Count;
        await ReportAsync();
        await warehouse.ApplyAsync(plan.Warehouse, async steps => { done += steps.Count; await ReportAsync(); }, cancellationToken);
        await lake.ApplyAsync(plan.Lake, async _ => { done++; await ReportAsync(); }, cancellationToken);
        await WriteAsync(lease, async transaction =>
        {
            if (plan.Monitor is { } limits) await MonitorStore.SetLimitsAsync(transaction, limits, time.GetUtcNow(), cancellationToken);
            await ApplyStore.FinishAsync(transaction, apply.Id, error: null, time.GetUtcNow(), cancellationToken);
        }, cancellationToken);

        Task ReportAsync() => WriteAsync(lease, transaction => ApplyStore.ProgressAsync(transaction, apply.Id, Math.Max(0, done), cancellationToken), cancellationToken);
    }

    internal Task FailAsync(ApplyRow apply, string error, Lease lease, CancellationToken cancellationToken) =>
        WriteAsync(lease, transaction => ApplyStore.FinishAsync(transaction, apply.Id, error, time.GetUtcNow(), cancellationToken), cancellationToken);

    private async Task WriteAsync(Lease lease, Func<NpgsqlTransaction, Task> write, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        await write(transaction);
        await transaction.CommitAsync(cancellationToken);
    }
}

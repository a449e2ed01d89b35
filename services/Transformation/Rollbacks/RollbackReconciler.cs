using ControlPlane.Contracts;
using ControlPlane.Reconciliation.Work;
using ControlPlane.Transformation.Runs;

namespace ControlPlane.Transformation.Rollbacks;

/// <summary>Brings a rollback to its end that broke off: others are to be told what readers see, and the tenant's runs wait for it.</summary>
internal sealed class RollbackReconciler(RunStore runs, ModelRollback rollback) : IReconciler
{
    public const string WorkKind = "rollbacks";

    private static readonly TimeSpan HeldRetry = TimeSpan.FromSeconds(1);

    public string Kind => WorkKind;

    public ReconcilerLimits Limits { get; } = ReconcilerLimits.Default with { PerTenant = 1 };

    public async Task<Pass> ReconcileAsync(WorkItem item, Lease lease, CancellationToken cancellationToken)
    {
        var tenant = TenantId.Parse(item.Tenant);
        if (await runs.FindRunAsync(tenant, Guid.Parse(item.Key), cancellationToken) is not { IsOver: false } || await runs.FindTenantAsync(tenant, cancellationToken) is not { } known)
            return Pass.Finished();
        // The holder of the published relations is the only one who carries it out, so no lease has to guard what is written.
        return await rollback.RunAsync(known, askedBy: null, cancellationToken) is RollbackAnswer.RunUnderWay ? Pass.Again(HeldRetry) : Pass.Finished();
    }
}

using ControlPlane.Contracts;
using ControlPlane.Lake;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;

namespace ControlPlane.Ingestion.Pushes;

/// <summary>Removes what a push had published when it was never recorded. Nobody was told that it was taken.</summary>
internal sealed class UnfinishedPushReconciler(ServiceState<IngestionModule> state, ILake lake) : IReconciler
{
    public const string KindName = "push";

    public string Kind => KindName;

    public async Task<Pass> ReconcileAsync(WorkItem item, Lease lease, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // A push that is recorded at this moment after all removes this row first: it waits here, and then finds that it is too late.
        await lease.GuardAsync(transaction, cancellationToken);
        await UnfinishedPush.Parse(TenantId.Parse(item.Tenant), item.Key).RemoveAsync(lake, cancellationToken);
        await state.Work.TryRemoveAsync(transaction, item.Tenant, KindName, item.Key, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Pass.Finished();
    }
}

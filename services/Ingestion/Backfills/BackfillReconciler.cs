using ControlPlane.Contracts;
using ControlPlane.Ingestion.Runs;
using ControlPlane.Ingestion.Tenants;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using Npgsql;

namespace ControlPlane.Ingestion.Backfills;

/// <summary>
/// Reads the slices of a backfill one after the other, each by a run of its own, at the lowest priority. Which slice is under way is
/// written in the transaction that starts its run, and how it ended is read from the run: a crash in between repeats nothing.
/// </summary>
internal sealed class BackfillReconciler(ServiceState<IngestionModule> state, TenantStore tenants, BackfillStore backfills, RunStarter runs) : IReconciler
{
    public const string KindName = "backfill";

    public string Kind => KindName;

    public async Task<Pass> ReconcileAsync(WorkItem item, Lease lease, CancellationToken cancellationToken)
    {
        var id = Guid.Parse(item.Key);
        if (await tenants.FindAsync(TenantId.Parse(item.Tenant), cancellationToken) is not { } tenant) return Pass.Finished();
        if (tenant.Suspended) return TenantStore.Wait(item);
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        // The tenant before the backfill, as whoever starts a run locks it first.
        if (await TenantStore.LockAsync(transaction, tenant.Tenant, cancellationToken) is null) return Pass.Finished();
        if (await BackfillStore.LockAsync(transaction, tenant.Tenant, id, cancellationToken) is not { } found) return Pass.Finished();
        var progress = await BackfillStore.SettleAsync(transaction, id, cancellationToken);
        await AdvanceAsync(transaction, tenant, id, found, progress, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Pass.Done();
    }

    private async Task AdvanceAsync(NpgsqlTransaction transaction, TenantRow tenant, Guid id, BackfillRow found, SliceProgress progress, CancellationToken cancellationToken)
    {
        if (found.State != BackfillStates.Running || progress.UnderWay) return;
        if (progress.Failed) await backfills.EndAsync(transaction, id, BackfillStates.Failed, progress.Error ?? "A slice could not be read; resume to try it again.", cancellationToken);
        // Somebody cancelled the run and not the backfill: it waits for a word.
        else if (progress.Interrupted) await backfills.EndAsync(transaction, id, BackfillStates.Paused, "The run of a slice was cancelled; resume to read it again.", cancellationToken);
        else if (progress.Next is not { } next) await backfills.EndAsync(transaction, id, BackfillStates.Succeeded, null, cancellationToken);
        else
        {
            var run = await runs.InsertAsync(transaction, tenant.Tenant, [found.Source], RunTriggers.Backfill, cancellationToken);
            await BackfillStore.BeginSliceAsync(transaction, id, next, run, cancellationToken);
        }
    }
}

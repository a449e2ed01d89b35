using ControlPlane.Contracts;
using ControlPlane.Ingestion.Fairness;
using ControlPlane.Ingestion.Syncs;
using ControlPlane.Ingestion.Tenants;
using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Work;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ControlPlane.Ingestion.Batches;

/// <summary>
/// Takes a landed batch through validation into RAW. It goes on even when its run was cancelled meanwhile: the cursor has passed its
/// rows, so leaving them out of the warehouse would lose them.
/// </summary>
internal sealed class BatchReconciler(
    BatchStore batches, TenantStore tenants, BatchValidation validation, BatchLoad load, StreamCursor cursor, FairLimits limits, IOptions<IngestionOptions> options, TimeProvider time) : IReconciler
{
    public const string KindName = "batch";

    private static readonly TimeSpan OrderPoll = TimeSpan.FromSeconds(1);

    public string Kind => KindName;

    public ReconcilerLimits Limits => limits.Batches;

    public async Task<Pass> ReconcileAsync(WorkItem item, Lease lease, CancellationToken cancellationToken)
    {
        if (await batches.FindAsync(Guid.Parse(item.Key), cancellationToken) is not { State: BatchStates.Landed or BatchStates.Validated } batch) return Pass.Finished();
        if (await tenants.FindAsync(batch.Tenant, cancellationToken) is not { } tenant) return Pass.Finished();
        if (tenant.Suspended) return TenantStore.Wait(item);
        try
        {
            if (batch.State == BatchStates.Landed)
            {
                batch = await BeginAsync(lease, batch, Stages.Validate, batch.Read, cancellationToken);
                batch = await validation.RunAsync(lease, batch, tenant, cancellationToken);
            }
            if (batch.State == BatchStates.Refused) return Pass.Finished();
            if (await batches.FollowsUnloadedBatchAsync(batch, cancellationToken)) return Pass.Again(OrderPoll);
            batch = await BeginAsync(lease, batch, Stages.Load, batch.Landed, cancellationToken);
            await load.RunAsync(lease, batch, tenant, cancellationToken);
            return Pass.Finished();
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or LeaseLostException or NpgsqlException))
        {
            return await FailedAsync(lease, batch, exception, cancellationToken);
        }
    }

    private async Task<Batch> BeginAsync(Lease lease, Batch batch, string stage, long rowsIn, CancellationToken cancellationToken)
    {
        var begun = batch with { StageStartedAt = time.GetUtcNow() };
        await batches.ChangeAsync(lease, begun, new BatchStage(stage, StageStatus.Running, rowsIn), cancellationToken);
        return begun;
    }

    private async Task<Pass> FailedAsync(Lease lease, Batch batch, Exception exception, CancellationToken cancellationToken)
    {
        // What follows must work on what the row says now: validation may have gone through before the load failed.
        batch = await batches.FindAsync(batch.Id, cancellationToken) ?? batch;
        var stage = batch.State == BatchStates.Landed ? Stages.Validate : Stages.Load;
        var fault = SyncFaults.Translate(exception);
        if (fault.Kind == FaultKind.Suspended) throw fault;
        var rebuild = IsDamage(exception) && stage == Stages.Load;
        var over = batch.Attempts + 1 >= options.Value.BatchAttempts;
        // The cursor has passed these rows: as long as they can still get to the warehouse, nobody gives up on them.
        var waits = fault.Kind is FaultKind.Unavailable or FaultKind.AccessDenied && !IsDamage(exception);
        if (waits || (rebuild && !over))
        {
            // A damaged bronze object is made again from raw.
            var again = batch with { Attempts = batch.Attempts + 1, State = rebuild ? BatchStates.Landed : batch.State, Landed = rebuild ? batch.Read : batch.Landed, Rejected = rebuild ? 0 : batch.Rejected };
            var waiting = new BatchStage(again.State == BatchStates.Landed ? Stages.Validate : Stages.Load, StageStatus.Running, again.State == BatchStates.Landed ? again.Read : again.Landed, 0, again.Rejected, fault.Message);
            await batches.ChangeAsync(lease, again, waiting, cancellationToken);
            throw new Fault(FaultKind.Unavailable, fault.Reason, fault.Message, exception) { RetryAfter = fault.RetryAfter };
        }
        var failed = new BatchStage(stage, StageStatus.Failed, stage == Stages.Validate ? batch.Read : batch.Landed, 0, batch.Rejected, fault.Message);
        await batches.GuardedAsync(lease, async transaction =>
        {
            // Nothing of it was loaded, so it counts as rejected whole and the next sync reads its rows again. Once a later batch has moved the cursor on it stays landed and not loaded, until it is replayed.
            var readAgain = batch.HasNoCursor || await cursor.RestoreAsync(transaction, batch, cancellationToken);
            var ended = batch with { State = BatchStates.Failed, Rejected = readAgain ? batch.Read : batch.Rejected, Landed = readAgain ? 0 : batch.Landed };
            await batches.WriteAsync(transaction, ended, failed, cancellationToken);
        }, cancellationToken);
        return Pass.Finished();
    }

    private static bool IsDamage(Exception exception) => exception is DamagedObjectException || (exception.InnerException ?? exception) is InvalidDataException;
}

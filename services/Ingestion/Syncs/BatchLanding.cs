using ControlPlane.Contracts;
using ControlPlane.Ingestion.Batches;
using ControlPlane.Ingestion.Fairness;
using ControlPlane.Ingestion.RawFiles;
using ControlPlane.Lake;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>How a batch of a sync begins and lands: object, marker, ledger and whatever goes with them become visible under one guard, all or nothing.</summary>
internal sealed class BatchLanding(ServiceState<IngestionModule> state, ILake lake, BatchStore batches)
{
    /// <summary>The batch, as far as an earlier attempt had come with it.</summary>
    public async Task<Batch> OpenAsync(Lease lease, SyncJob job, string stream, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        var batch = await batches.OpenAsync(transaction, job.Tenant, job.Run, job.Source, stream, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return batch;
    }

    /// <param name="upload">Sealed.</param>
    /// <param name="more">Comes before the object is published.</param>
    /// <exception cref="RunEndedException">The run was cancelled meanwhile.</exception>
    public async Task LandAsync(Lease lease, Batch landed, LakeUpload upload, long bytes, Func<NpgsqlTransaction, Task> more, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        await ThrowIfCancelledAsync(transaction, landed.Run, cancellationToken);
        await more(transaction);
        // An attempt that died here may have left an object with rows that the source no longer has.
        if (landed.Read > 0 || await lake.ExistsAsync(landed.Raw, cancellationToken))
        {
            await FolderLock.TakeAsync(transaction, landed.Raw, cancellationToken);
            await upload.CommitAsync(cancellationToken);
            await CompletenessMarker.AddAsync(lake, landed.Marker(landed.Raw), new CompletenessEntry(landed.Run, landed.ObjectName, landed.Read, bytes), cancellationToken);
        }
        await batches.WriteAsync(transaction, landed, new BatchStage(Stages.Validate, StageStatus.Pending, landed.Read), cancellationToken);
        await state.Work.MakeDueAsync(transaction, landed.Tenant.ToString(), BatchReconciler.KindName, landed.Id.ToString(), cancellationToken, priority: RunPriority.Of(landed.Trigger));
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Whoever cancels from here on waits for this transaction, and finds the batch landed.</summary>
    private static async Task ThrowIfCancelledAsync(NpgsqlTransaction transaction, Guid run, CancellationToken cancellationToken)
    {
        var runState = await transaction.Connection!.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT state FROM ingestion.runs WHERE run = @run FOR SHARE", new { run }, transaction, cancellationToken: cancellationToken));
        if (runState != "running") throw new RunEndedException(run);
    }
}

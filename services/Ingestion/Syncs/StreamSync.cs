using System.Text.Json.Nodes;
using ControlPlane.Connectors;
using ControlPlane.Contracts;
using ControlPlane.Ingestion.Backfills;
using ControlPlane.Ingestion.Batches;
using ControlPlane.Ingestion.Fairness;
using ControlPlane.Ingestion.RawFiles;
using ControlPlane.Ingestion.Sources;
using ControlPlane.Lake;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>Reads one stream into one raw object. Object, marker, ledger and cursor become visible under one guard: all, or nothing.</summary>
internal sealed class StreamSync(ServiceState<IngestionModule> state, ILake lake, BatchStore batches, StreamCursor cursor, CallLedger calls, TimeProvider time)
{
    /// <exception cref="RunEndedException">The run was cancelled meanwhile.</exception>
    public async Task RunAsync(Lease lease, SyncJob job, string name, SyncSettings settings, ISourceStream stream, JsonObject config, CancellationToken cancellationToken)
    {
        var batch = await OpenAsync(lease, job, name, cancellationToken);
        // An earlier attempt of this sync had come further than this stream.
        if (batch.State != BatchStates.Syncing) return;
        var before = await cursor.GetAsync(batch, cancellationToken);
        await using var upload = await lake.CreateAsync(batch.Raw, cancellationToken);
        await using var writer = new RawWriter(job.Tenant, upload.Content, time);
        var boundary = settings.BoundaryField is { } field ? new BoundarySink(field, settings.ReadsOn ? before.Boundary : null, writer) : null;
        var read = await stream.ReadAsync(config, settings.ReadsOn ? (JsonObject?)before.State?.DeepClone() : null, (IRecordSink?)boundary ?? writer, cancellationToken);
        await writer.CompleteAsync(cancellationToken);
        var bytes = await upload.SealAsync(cancellationToken);
        // A source that says that nothing has changed has nothing to put in place of what is there.
        var landed = batch with { Read = writer.Rows, Landed = writer.Rows, State = BatchStates.Landed, Replaces = settings.Replaces && !read.NotModified };
        var ledger = new ReadCalls(read.Requests, settings.IsBackfill || before.State is not null ? null : stream.Start(config));
        await LandAsync(lease, ledger, landed, upload, bytes, before, settings.IsBackfill ? null : new StreamPosition(read.State, boundary?.Next()), cancellationToken);
    }

    private async Task<Batch> OpenAsync(Lease lease, SyncJob job, string stream, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        var batch = await batches.OpenAsync(transaction, job.Tenant, job.Run, job.Source, stream, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return batch;
    }

    private async Task LandAsync(Lease lease, ReadCalls ledger, Batch landed, LakeUpload upload, long bytes, StreamPosition before, StreamPosition? after, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        await ThrowIfCancelledAsync(transaction, landed.Run, cancellationToken);
        if (after is not null) await cursor.MoveAsync(transaction, landed, before, after, bytes, cancellationToken);
        await calls.AddAsync(transaction, landed, bytes, ledger, cancellationToken);
        if (landed.Read > 0)
        {
            await FolderLock.TakeAsync(transaction, landed.Raw, cancellationToken);
            await upload.CommitAsync(cancellationToken);
            await CompletenessMarker.AddAsync(lake, landed.Raw, new CompletenessEntry(landed.Run, landed.ObjectName, landed.Read, bytes), cancellationToken);
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

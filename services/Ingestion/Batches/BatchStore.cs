using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Ingestion.Runs;
using ControlPlane.Ingestion.Syncs;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Batches;

/// <summary>The rows of batches. Every change raises the version and tells the others in the same transaction.</summary>
internal sealed class BatchStore(ServiceState<IngestionModule> state, TimeProvider time)
{
    private const string Columns = """
        b.batch AS Id, b.tenant AS Tenant, b.run AS Run, r.started_at AS RunStartedAt, b.source AS Source, b.stream AS Stream, b.state AS State, b.read AS Read,
        b.rejected AS Rejected, b.landed AS Landed, b.loaded AS Loaded, b.attempts AS Attempts, b.version AS Version, b.stage_started_at AS StageStartedAt,
        r.trigger AS Trigger, b.replaces AS Replaces, b.discarded_values AS DiscardedValues, b.source_total AS SourceTotal
        FROM ingestion.batches b JOIN ingestion.runs r USING (run)
        """;

    public async Task<Batch?> FindAsync(Guid batch, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"SELECT {Columns} WHERE b.batch = @batch", new { batch }, cancellationToken: cancellationToken)))?.ToBatch();
    }

    /// <summary>Whether a batch before it of the stream is not loaded yet, and one of both replaces the rows of the other: they must not change places.</summary>
    public async Task<bool> FollowsUnloadedBatchAsync(Batch batch, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition("""
            SELECT EXISTS (
                SELECT 1 FROM ingestion.batches
                WHERE tenant = @tenant AND source = @Source AND stream = @Stream AND ordinal < (SELECT ordinal FROM ingestion.batches WHERE batch = @Id) AND state IN ('landed', 'validated') AND (replaces OR @Replaces))
            """, new { tenant = batch.Tenant.ToString(), batch.Source, batch.Stream, batch.Id, batch.Replaces }, cancellationToken: cancellationToken));
    }

    /// <summary>The batch of a run's stream; made when this is its first attempt.</summary>
    public async Task<Batch> OpenAsync(NpgsqlTransaction transaction, TenantId tenant, Guid run, string source, string stream, CancellationToken cancellationToken)
    {
        var arguments = new { batch = Guid.CreateVersion7(time.GetUtcNow()), tenant = tenant.ToString(), run, source, stream, now = time.GetUtcNow() };
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            INSERT INTO ingestion.batches (batch, tenant, run, source, stream, state, created_at) VALUES (@batch, @tenant, @run, @source, @stream, 'syncing', @now)
            ON CONFLICT ON CONSTRAINT batches_stream DO NOTHING
            """, arguments, transaction, cancellationToken: cancellationToken));
        var row = await transaction.Connection!.QuerySingleAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} WHERE b.run = @run AND b.source = @source AND b.stream = @stream", arguments, transaction, cancellationToken: cancellationToken));
        return row.ToBatch();
    }

    /// <summary>Writes a changed batch and its ledger, guarded by the lease.</summary>
    /// <param name="stage">The stage that changed with it; null for none.</param>
    public Task ChangeAsync(Lease lease, Batch changed, BatchStage? stage, CancellationToken cancellationToken, Func<NpgsqlTransaction, Task>? more = null) =>
        GuardedAsync(lease, async transaction =>
        {
            await WriteAsync(transaction, changed, stage, cancellationToken);
            if (more is not null) await more(transaction);
        }, cancellationToken);

    /// <summary>One transaction that only the present holder of the lease can commit.</summary>
    public async Task GuardedAsync(Lease lease, Func<NpgsqlTransaction, Task> write, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        await write(transaction);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The same in the caller's transaction, which has to be guarded.</summary>
    public async Task WriteAsync(NpgsqlTransaction transaction, Batch changed, BatchStage? stage, CancellationToken cancellationToken)
    {
        var final = changed.State is BatchStates.Loaded or BatchStates.Refused or BatchStates.Failed or BatchStates.Cancelled;
        var version = await transaction.Connection!.ExecuteScalarAsync<long>(new CommandDefinition("""
            UPDATE ingestion.batches SET
                state = @State, read = @Read, rejected = @Rejected, landed = @Landed, loaded = @Loaded, attempts = @Attempts, stage_started_at = @StageStartedAt,
                replaces = @Replaces, discarded_values = @DiscardedValues, source_total = @SourceTotal, version = version + 1, error = CASE WHEN @hasStage THEN @error ELSE error END, finished_at = CASE WHEN @final THEN @now END,
                cursor_before = CASE WHEN NOT @final THEN cursor_before END, cursor_after = CASE WHEN NOT @final THEN cursor_after END, boundary_before = CASE WHEN NOT @final THEN boundary_before END
            WHERE batch = @Id RETURNING version
            """,
            new
            {
                changed.State,
                changed.Read,
                changed.Rejected,
                changed.Landed,
                changed.Loaded,
                changed.Attempts,
                changed.StageStartedAt,
                changed.Replaces,
                changed.DiscardedValues,
                changed.SourceTotal,
                changed.Id,
                error = stage?.Error,
                hasStage = stage is not null,
                final,
                now = time.GetUtcNow(),
            },
            transaction, cancellationToken: cancellationToken));
        await state.Outbox.AddAsync(transaction, new BatchAccounted(
            changed.Tenant, changed.Run, changed.Id, changed.Source, changed.Stream, version, changed.Read, changed.Rejected, changed.Landed, changed.Loaded, final,
            changed.SourceTotal), cancellationToken);
        if (stage is not null) await state.Outbox.AddAsync(transaction, stage.ToMessage(changed, version, time.GetUtcNow()), cancellationToken);
        if (changed.State is not (BatchStates.Syncing or BatchStates.Landed)) await WakeNextSyncAsync(transaction, changed, cancellationToken);
        if (final) await state.Work.MakeDueAsync(transaction, changed.Tenant.ToString(), RunReconciler.KindName, changed.Run.ToString(), cancellationToken);
    }

    /// <summary>The sync that waited to know what becomes of this batch.</summary>
    private async Task WakeNextSyncAsync(NpgsqlTransaction transaction, Batch settled, CancellationToken cancellationToken)
    {
        var tenant = settled.Tenant.ToString();
        var waits = await transaction.Connection!.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM ingestion.syncs WHERE tenant = @tenant AND source = @Source AND state = 'queued')", new { tenant, settled.Source }, transaction, cancellationToken: cancellationToken));
        if (waits) await state.Work.MakeDueAsync(transaction, tenant, SyncReconciler.KindName, settled.Source, cancellationToken);
    }

    private sealed record Row(
        Guid Id, string Tenant, Guid Run, DateTime RunStartedAt, string Source, string Stream, string State,
        long Read, long Rejected, long Landed, long Loaded, int Attempts, long Version, DateTime? StageStartedAt, string Trigger, bool Replaces, long DiscardedValues,
        long? SourceTotal)
    {
        public Batch ToBatch() => new(
            Id, TenantId.Parse(Tenant), Run, RunStartedAt, Source, Stream, State, Read, Rejected, Landed, Loaded, Attempts, Version, StageStartedAt, Trigger)
        {
            Replaces = Replaces,
            DiscardedValues = DiscardedValues,
            SourceTotal = SourceTotal,
        };
    }
}

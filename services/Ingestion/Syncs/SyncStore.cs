using ControlPlane.Contracts;
using ControlPlane.Ingestion.Fairness;
using ControlPlane.Ingestion.Runs;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>The rows of syncs. Every change is guarded by the lease and tells the others in the same transaction.</summary>
internal sealed class SyncStore(ServiceState<IngestionModule> state, TimeProvider time)
{
    /// <summary>The sync that was begun, else the one that waits longest; null when there is none.</summary>
    public async Task<SyncJob?> NextAsync(string tenant, string source, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        var row = await connection.QueryFirstOrDefaultAsync<Row>(new CommandDefinition($"""
            SELECT s.run AS Run, s.state AS State, s.attempts AS Attempts, s.started_at AS StartedAt, r.state AS RunState, r.trigger AS Trigger
            FROM ingestion.syncs s JOIN ingestion.runs r USING (run)
            WHERE s.tenant = @tenant AND s.source = @source AND s.state IN ('running', 'queued')
            ORDER BY s.state = 'queued', {RunPriority.Sql}, s.run LIMIT 1
            """, new { tenant, source }, cancellationToken: cancellationToken));
        return row is null ? null : new SyncJob(TenantId.Parse(tenant), row.Run, source, row.State, row.Attempts, row.StartedAt, row.RunState, row.Trigger);
    }

    /// <summary>How soon the source's next sync should follow; null when none waits.</summary>
    public async Task<short?> NextPriorityAsync(SyncJob job, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<short?>(new CommandDefinition(
            $"SELECT min({RunPriority.Sql})::smallint FROM ingestion.syncs s JOIN ingestion.runs r USING (run) WHERE s.tenant = @tenant AND s.source = @Source AND s.state = 'queued'",
            new { tenant = job.Tenant.ToString(), job.Source }, cancellationToken: cancellationToken));
    }

    /// <summary>
    /// Whether an earlier run of the source left a batch of which it is not yet known whether its rows pass, and which would give them back
    /// to the next sync if not. What no cursor stands for is not waited for: pushes may never end.
    /// </summary>
    public async Task<bool> FollowsUnsettledBatchAsync(SyncJob job, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            SELECT EXISTS (SELECT 1 FROM ingestion.batches b JOIN ingestion.runs r USING (run)
                WHERE b.tenant = @tenant AND b.source = @Source AND b.run <> @Run AND b.state = 'landed' AND r.trigger NOT IN ('push', 'replay', 'backfill'))
            """,
            new { tenant = job.Tenant.ToString(), job.Source, job.Run }, cancellationToken: cancellationToken));
    }

    /// <summary>Marks the sync as running, unless it is already. Null when it was cancelled while it waited.</summary>
    public async Task<SyncJob?> BeginAsync(Lease lease, SyncJob job, CancellationToken cancellationToken)
    {
        if (job.State == "running") return job;
        var begun = job with { State = "running", StartedAt = time.GetUtcNow() };
        return await WriteAsync(lease, begun, StageStatus.Running, 0, null, cancellationToken) ? begun : null;
    }

    /// <summary>Records how the sync ended.</summary>
    public async Task EndAsync(Lease lease, SyncJob job, StageStatus status, string? error, CancellationToken cancellationToken)
    {
        var records = await RecordsAsync(job, cancellationToken);
        await WriteAsync(lease, job with { State = status.ToString().ToLowerInvariant() }, status, records, error, cancellationToken);
    }

    /// <summary>Records a failed attempt that will be repeated.</summary>
    public Task RepeatAsync(Lease lease, SyncJob job, string error, CancellationToken cancellationToken) =>
        WriteAsync(lease, job with { Attempts = job.Attempts + 1 }, null, 0, error, cancellationToken);

    private async Task<long> RecordsAsync(SyncJob job, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT COALESCE(sum(read), 0)::bigint FROM ingestion.batches WHERE run = @Run AND source = @Source", new { job.Run, job.Source }, cancellationToken: cancellationToken));
    }

    /// <summary>False when it is over already: somebody cancelled it while it waited.</summary>
    private async Task<bool> WriteAsync(Lease lease, SyncJob job, StageStatus? status, long records, string? error, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var ended = job.State is not ("queued" or "running");
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        var version = await connection.ExecuteScalarAsync<long?>(new CommandDefinition("""
            UPDATE ingestion.syncs SET state = @State, attempts = @Attempts, records = @records, started_at = @StartedAt, error = @error, version = version + 1,
                finished_at = CASE WHEN @ended THEN @now END
            WHERE run = @Run AND source = @Source AND state IN ('queued', 'running') RETURNING version
            """, new { job.State, job.Attempts, records, job.StartedAt, error, ended, now, job.Run, job.Source }, transaction, cancellationToken: cancellationToken));
        if (version is not null && status is { } told)
            await state.Outbox.AddAsync(transaction, new StageChanged(
                job.Tenant, job.Run, Stages.Sync, job.Source, told, version.Value, job.StartedAt ?? now, ended ? now : null, records, records, 0, ended ? error : null), cancellationToken);
        if (ended) await EndBatchesAsync(transaction, job, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return version is not null;
    }

    /// <summary>Batches that never landed hold nothing; and the run may be over now.</summary>
    private async Task EndBatchesAsync(NpgsqlTransaction transaction, SyncJob job, CancellationToken cancellationToken)
    {
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "DELETE FROM ingestion.batches WHERE run = @Run AND source = @Source AND state = 'syncing'", new { job.Run, job.Source }, transaction, cancellationToken: cancellationToken));
        await state.Work.MakeDueAsync(transaction, job.Tenant.ToString(), RunReconciler.KindName, job.Run.ToString(), cancellationToken);
    }

    private sealed record Row(Guid Run, string State, int Attempts, DateTime? StartedAt, string RunState, string Trigger);
}

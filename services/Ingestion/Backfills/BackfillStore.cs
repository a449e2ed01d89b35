using ControlPlane.Contracts;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Backfills;

/// <summary>The rows of backfills and their slices; everything happens in the caller's transaction.</summary>
internal sealed class BackfillStore(TimeProvider time)
{
    public async Task<Guid> AddAsync(NpgsqlTransaction transaction, TenantId tenant, string source, TimeRange range, BackfillPlan plan, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            INSERT INTO ingestion.backfills (backfill, tenant, source, stream, from_at, to_at, state, created_at) VALUES (@id, @tenant, @source, @Stream, @From, @To, 'running', @now);
            INSERT INTO ingestion.backfill_slices (backfill, position, tenant, from_at, to_at, state)
            SELECT @id, position, @tenant, from_at, to_at, 'waiting' FROM unnest(@froms, @tos) WITH ORDINALITY AS s (from_at, to_at, position);
            """,
            new
            {
                id,
                tenant = tenant.ToString(),
                source,
                plan.Stream,
                range.From,
                range.To,
                now = time.GetUtcNow(),
                froms = plan.Slices.Select(slice => slice.From).ToArray(),
                tos = plan.Slices.Select(slice => slice.To).ToArray(),
            },
            transaction, cancellationToken: cancellationToken));
        return id;
    }

    public static Task<BackfillRow?> LockAsync(NpgsqlTransaction transaction, TenantId tenant, Guid backfill, CancellationToken cancellationToken) =>
        transaction.Connection!.QuerySingleOrDefaultAsync<BackfillRow?>(new CommandDefinition(
            "SELECT source AS Source, state AS State FROM ingestion.backfills WHERE tenant = @tenant AND backfill = @backfill FOR UPDATE",
            new { tenant = tenant.ToString(), backfill }, transaction, cancellationToken: cancellationToken));

    /// <summary>Writes how the slice under way has ended, if it has, and says what there is to do.</summary>
    public static async Task<SliceProgress> SettleAsync(NpgsqlTransaction transaction, Guid backfill, CancellationToken cancellationToken) =>
        await transaction.Connection!.QuerySingleAsync<SliceProgress>(new CommandDefinition("""
            UPDATE ingestion.backfill_slices s SET state = r.state FROM ingestion.runs r
            WHERE s.backfill = @backfill AND s.state = 'running' AND r.run = s.run AND r.finished_at IS NOT NULL;
            SELECT COALESCE(bool_or(s.state = 'running'), false) AS UnderWay, COALESCE(bool_or(s.state = 'failed'), false) AS Failed,
                COALESCE(bool_or(s.state = 'cancelled'), false) AS Interrupted, min(s.position) FILTER (WHERE s.state = 'waiting') AS Next,
                (SELECT COALESCE(y.error, b.error) FROM ingestion.backfill_slices f JOIN ingestion.syncs y USING (run) LEFT JOIN ingestion.batches b USING (run)
                 WHERE f.backfill = @backfill AND f.state = 'failed' ORDER BY f.position LIMIT 1) AS Error
            FROM ingestion.backfill_slices s WHERE s.backfill = @backfill
            """, new { backfill }, transaction, cancellationToken: cancellationToken));

    public static Task BeginSliceAsync(NpgsqlTransaction transaction, Guid backfill, int position, Guid run, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE ingestion.backfill_slices SET state = 'running', run = @run WHERE backfill = @backfill AND position = @position",
            new { backfill, position, run }, transaction, cancellationToken: cancellationToken));

    /// <summary>A paused backfill has not finished; the others have.</summary>
    public Task EndAsync(NpgsqlTransaction transaction, Guid backfill, string state, string? error, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            UPDATE ingestion.backfills SET state = @state, error = @error, finished_at = CASE WHEN @state NOT IN ('running', 'paused') THEN @now END WHERE backfill = @backfill
            """, new { backfill, state, error, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));

    /// <summary>Slices that failed or were interrupted wait again.</summary>
    public static Task RetryAsync(NpgsqlTransaction transaction, Guid backfill, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE ingestion.backfill_slices SET state = 'waiting', run = NULL WHERE backfill = @backfill AND state IN ('failed', 'cancelled')", new { backfill }, transaction, cancellationToken: cancellationToken));

    /// <summary>Gives up what waits; the run under way, if there is one, is returned.</summary>
    public static Task<Guid?> AbandonAsync(NpgsqlTransaction transaction, Guid backfill, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteScalarAsync<Guid?>(new CommandDefinition("""
            UPDATE ingestion.backfill_slices SET state = 'cancelled' WHERE backfill = @backfill AND state = 'waiting';
            SELECT run FROM ingestion.backfill_slices WHERE backfill = @backfill AND state = 'running';
            """, new { backfill }, transaction, cancellationToken: cancellationToken));
}

internal sealed record BackfillRow(string Source, string State);

/// <param name="Interrupted">A slice's run was cancelled.</param>
/// <param name="Next">The slice to read next; null when none waits.</param>
internal sealed record SliceProgress(bool UnderWay, bool Failed, bool Interrupted, int? Next, string? Error);

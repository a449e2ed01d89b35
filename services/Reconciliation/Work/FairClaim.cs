using Dapper;
using Npgsql;

namespace ControlPlane.Reconciliation.Work;

/// <summary>
/// Which due rows go next: of the tenant that has the least under way for its weight, then of the one that was given the least so far
/// (start-time fair queueing over all processes), and of a tenant's own rows the one of the lowest priority number, then the longest due.
/// Every <see cref="OldestEvery"/>th claim of a tenant is its longest due row whatever its priority, so that nothing waits for ever.
/// </summary>
internal sealed class FairClaim(string schema)
{
    private const int OldestEvery = 8;

    // The row of the clock: no tenant has this name, and neither has what belongs to all of them (*), which takes its turn as tenants do.
    private const string Clock = "";

    private readonly string _sql = $"""
        -- Claims of one kind happen one after the other, or two processes could both count a tenant's leases and both go over its limit.
        SELECT pg_advisory_xact_lock(hashtextextended('{schema}/' || @kind, 0)) IS NULL;
        WITH RECURSIVE head (tenant, id, priority, next_pass_at) AS (
            (SELECT tenant, id, priority, next_pass_at FROM {schema}.work
            WHERE kind = @kind AND next_pass_at <= @now AND (lease_owner IS NULL OR lease_until <= @now)
            ORDER BY tenant, priority, next_pass_at, id LIMIT 1)
            UNION ALL
            -- From one tenant's first to the next tenant's: what else they have waiting is not read.
            SELECT next.* FROM head CROSS JOIN LATERAL (
                SELECT w.tenant, w.id, w.priority, w.next_pass_at FROM {schema}.work w
                WHERE w.kind = @kind AND w.tenant > head.tenant AND w.next_pass_at <= @now AND (w.lease_owner IS NULL OR w.lease_until <= @now)
                ORDER BY w.tenant, w.priority, w.next_pass_at, w.id LIMIT 1
            ) next
        ), busy AS (
            SELECT tenant, count(*) AS leases FROM {schema}.work WHERE kind = @kind AND lease_owner IS NOT NULL AND lease_until > @now GROUP BY tenant
        ), clock AS (
            SELECT COALESCE((SELECT virtual_time FROM {schema}.work_shares WHERE kind = @kind AND tenant = '{Clock}'), 0) AS virtual_now
        ), tenants AS (
            SELECT head.*, COALESCE(b.leases, 0) AS leases, COALESCE(g.weight, 1) AS weight, COALESCE(s.claims, 0) AS claims,
                GREATEST(COALESCE(s.virtual_time, 0), clock.virtual_now) AS start
            FROM head CROSS JOIN clock LEFT JOIN busy b ON b.tenant = head.tenant LEFT JOIN {schema}.work_weights g ON g.tenant = head.tenant
            LEFT JOIN {schema}.work_shares s ON s.kind = @kind AND s.tenant = head.tenant
            WHERE COALESCE(b.leases, 0) < @PerTenant
            ORDER BY COALESCE(b.leases, 0) / COALESCE(g.weight, 1), start, priority, next_pass_at, id LIMIT @count
        ), due AS (
            SELECT t.tenant, t.leases, t.weight, t.start, own.*, row_number() OVER (PARTITION BY t.tenant ORDER BY own.turn, own.priority, own.next_pass_at, own.id) AS place
            FROM tenants t CROSS JOIN LATERAL (
                SELECT DISTINCT ON (id) id, priority, next_pass_at, turn FROM (
                    (SELECT id, priority, next_pass_at, 0 AS turn FROM {schema}.work
                    WHERE (t.claims + 1) % {OldestEvery} = 0 AND kind = @kind AND tenant = t.tenant AND next_pass_at <= @now AND (lease_owner IS NULL OR lease_until <= @now)
                    ORDER BY next_pass_at, id LIMIT 1)
                    UNION ALL
                    (SELECT id, priority, next_pass_at, 1 FROM {schema}.work
                    WHERE kind = @kind AND tenant = t.tenant AND next_pass_at <= @now AND (lease_owner IS NULL OR lease_until <= @now)
                    ORDER BY priority, next_pass_at, id LIMIT LEAST(@count, @PerTenant - t.leases))
                ) candidates ORDER BY id, turn
            ) own
        ), chosen AS (
            SELECT id, tenant, start, weight FROM due WHERE place + leases <= @PerTenant
            ORDER BY (place - 1 + leases) / weight, start + (place - 1) / weight, priority, next_pass_at, id LIMIT @count
        ), locked AS (
            SELECT w.id, c.tenant, c.start, c.weight FROM {schema}.work w JOIN chosen c USING (id)
            -- Looked at again once it is locked: its holder may have renewed it since this statement began.
            WHERE w.lease_owner IS NULL OR w.lease_until <= @now FOR UPDATE OF w SKIP LOCKED
        ), counted AS (
            INSERT INTO {schema}.work_shares AS s (kind, tenant, virtual_time, claims)
            SELECT @kind, tenant, max(start) + count(*) / max(weight), count(*) FROM locked GROUP BY tenant
            UNION ALL
            SELECT @kind, '{Clock}', max(start), count(*) FROM locked HAVING count(*) > 0
            ON CONFLICT (kind, tenant) DO UPDATE SET virtual_time = GREATEST(s.virtual_time, EXCLUDED.virtual_time), claims = s.claims + EXCLUDED.claims
        )
        UPDATE {schema}.work w SET lease_owner = @owner, lease_until = @until, fence = fence + 1, updated_at = @now
        FROM locked WHERE w.id = locked.id
        RETURNING w.id, w.tenant, w.kind, w.key, w.generation, w.failures, w.conditions, w.fence
        """;

    /// <summary>One round trip: PostgreSQL takes the statements of a batch as one transaction.</summary>
    public async Task<IReadOnlyList<T>> RunAsync<T>(
        NpgsqlConnection connection, string kind, string owner, int count, int perTenant, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(_sql, new { kind, owner, count, PerTenant = perTenant, now, until }, cancellationToken: cancellationToken));
        await results.ReadSingleAsync<bool>();
        return (await results.ReadAsync<T>()).AsList();
    }
}

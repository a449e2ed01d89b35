using System.Text.Json;
using Dapper;
using Npgsql;

namespace ControlPlane.Reconciliation.Work;

/// <summary>The work rows of one service. Time is passed in, so that a whole history can be replayed.</summary>
public sealed class WorkQueue(ControlDatabase database, string schema, TimeProvider time)
{
    /// <summary>The channel of the notifications that wake workers: payload <c>{schema}/{kind}</c>, delivered when the transaction commits.</summary>
    internal const string Channel = "control_wake";

    private readonly FairClaim _claim = new(schema);

    public string Schema => schema;

    /// <summary>Makes a row due, in the caller's transaction: creates it when missing, and asks for another pass when one is under way.</summary>
    /// <param name="at">Default: now. An earlier time that the row already has is kept.</param>
    /// <param name="priority">Lower goes first among the rows of a tenant. While the row waits, the lower of both counts.</param>
    public Task MakeDueAsync(NpgsqlTransaction transaction, string tenant, string kind, string key, CancellationToken cancellationToken, DateTimeOffset? at = null, short priority = 0)
    {
        var now = time.GetUtcNow();
        return transaction.Connection!.ExecuteAsync(new CommandDefinition($"""
            INSERT INTO {schema}.work AS w (tenant, kind, key, priority, next_pass_at, created_at, updated_at)
            VALUES (@tenant, @kind, @key, @priority, @due, @now, @now)
            ON CONFLICT ON CONSTRAINT work_key DO UPDATE SET
                generation = w.generation + 1, failures = 0, updated_at = @now,
                priority = CASE WHEN w.next_pass_at IS NULL THEN @priority ELSE LEAST(w.priority, @priority) END,
                next_pass_at = LEAST(COALESCE(w.next_pass_at, @due), @due);
            SELECT pg_notify('{Channel}', '{schema}/' || @kind);
            """, new { tenant, kind, key, priority, due = at ?? now, now }, transaction, cancellationToken: cancellationToken));
    }

    /// <summary>The same in a transaction of its own.</summary>
    public async Task MakeDueAsync(string tenant, string kind, string key, CancellationToken cancellationToken, DateTimeOffset? at = null, short priority = 0)
    {
        await using var connection = await database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await MakeDueAsync(transaction, tenant, kind, key, cancellationToken, at, priority);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Forgets a row, in the caller's transaction; a worker that holds it can no longer write. Without kind and key: the tenant.</summary>
    public Task RemoveAsync(NpgsqlTransaction transaction, string tenant, string? kind, string? key, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition($"""
            DELETE FROM {schema}.work WHERE tenant = @tenant AND kind = COALESCE(@kind, kind) AND key = COALESCE(@key, key);
            DELETE FROM {schema}.work_shares WHERE @kind IS NULL AND tenant = @tenant;
            DELETE FROM {schema}.work_weights WHERE @kind IS NULL AND tenant = @tenant;
            """, new { tenant, kind, key }, transaction, cancellationToken: cancellationToken));

    /// <summary>Forgets one row, in the caller's transaction; waits for whoever has guarded it. False when it is not there (any more).</summary>
    public async Task<bool> TryRemoveAsync(NpgsqlTransaction transaction, string tenant, string kind, string key, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            $"DELETE FROM {schema}.work WHERE tenant = @tenant AND kind = @kind AND key = @key", new { tenant, kind, key }, transaction, cancellationToken: cancellationToken)) == 1;

    /// <summary>Sets how much of the workers' time a tenant gets beside others that also have work waiting; 1 for whoever has none set.</summary>
    public Task WeighAsync(NpgsqlTransaction transaction, string tenant, double weight, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition($"""
            INSERT INTO {schema}.work_weights (tenant, weight) VALUES (@tenant, @weight) ON CONFLICT (tenant) DO UPDATE SET weight = EXCLUDED.weight
            """, new { tenant, weight }, transaction, cancellationToken: cancellationToken));

    /// <summary>The conditions that the last passes left; empty when there is no such row.</summary>
    public async Task<IReadOnlyList<Condition>> GetConditionsAsync(string tenant, string kind, string key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenFleetAsync(cancellationToken);
        var json = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            $"SELECT conditions FROM {schema}.work WHERE tenant = @tenant AND kind = @kind AND key = @key", new { tenant, kind, key }, cancellationToken: cancellationToken));
        return json is null ? [] : JsonSerializer.Deserialize<List<Condition>>(json)!;
    }

    /// <summary>Claims due rows of a kind: at most <paramref name="count"/>, and never more of one tenant than the limit over all processes.</summary>
    internal async Task<IReadOnlyList<Lease>> ClaimAsync(string kind, string owner, int count, ReconcilerLimits limits, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var until = now + limits.LeaseTime;
        await using var connection = await database.OpenFleetAsync(cancellationToken);
        var rows = await _claim.RunAsync<ClaimedRow>(connection, kind, owner, count, limits.PerTenant, now, until, cancellationToken);
        return [.. rows.Select(row => new Lease(schema, row.ToItem(), owner, row.Fence, until))];
    }

    /// <summary>
    /// Never waits for a lock: the pass itself may hold one on the row for as long as its guarded transaction takes. While it does nobody
    /// can claim the row, even past the lease's end.
    /// </summary>
    internal async Task<Renewal> RenewAsync(Lease lease, TimeSpan leaseTime, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + leaseTime;
        await using var connection = await database.OpenFleetAsync(cancellationToken);
        var (renewed, held) = await connection.QuerySingleAsync<(bool, bool)>(new CommandDefinition($"""
            WITH mine AS (
                SELECT id FROM {schema}.work WHERE id = @Id AND fence = @Fence AND lease_owner = @Owner FOR NO KEY UPDATE SKIP LOCKED
            ), renewed AS (
                UPDATE {schema}.work w SET lease_until = @until FROM mine WHERE w.id = mine.id RETURNING w.id
            )
            SELECT EXISTS (SELECT 1 FROM renewed), EXISTS (SELECT 1 FROM {schema}.work WHERE id = @Id AND fence = @Fence AND lease_owner = @Owner)
            """, new { until, lease.Item.Id, lease.Fence, lease.Owner }, cancellationToken: cancellationToken));
        if (renewed) lease.Until = until;
        return renewed ? Renewal.Renewed : held ? Renewal.Locked : Renewal.Lost;
    }

    /// <summary>Records how a pass ended and gives the row back. A row that was made due meanwhile is due at once.</summary>
    internal async Task CompleteAsync(Lease lease, Outcome outcome, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenFleetAsync(cancellationToken);
        var sql = outcome.Remove
            ? $"DELETE FROM {schema}.work WHERE id = @Id AND fence = @Fence AND lease_owner = @Owner AND generation = @Generation"
            : $"""
            UPDATE {schema}.work SET
                next_pass_at = CASE WHEN generation > @Generation THEN LEAST(COALESCE(next_pass_at, @now), @now) ELSE @next END,
                observed_generation = @Generation, failures = @Failures, priority = CASE WHEN generation > @Generation THEN priority ELSE COALESCE(@Priority, priority) END, conditions = @conditions::jsonb,
                lease_owner = NULL, lease_until = NULL, updated_at = @now
            WHERE id = @Id AND fence = @Fence AND lease_owner = @Owner
            """;
        var item = lease.Item;
        var arguments = new
        {
            item.Id,
            lease.Fence,
            lease.Owner,
            item.Generation,
            now,
            next = outcome.After is { } after ? now + after : (DateTimeOffset?)null,
            outcome.Failures,
            outcome.Priority,
            conditions = JsonSerializer.Serialize(outcome.Conditions),
        };
        var written = await connection.ExecuteAsync(new CommandDefinition(sql, arguments, cancellationToken: cancellationToken));
        if (written == 0 && outcome.Remove) await ReleaseAsync(connection, lease, cancellationToken);
    }

    /// <summary>Gives every row back at once. Only for a process that knows itself to be the only one on this database.</summary>
    public async Task ReleaseAllAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenFleetAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            $"UPDATE {schema}.work SET lease_owner = NULL, lease_until = NULL, fence = fence + 1 WHERE lease_owner IS NOT NULL", cancellationToken: cancellationToken));
    }

    /// <summary>The row was made due while its last pass ended: give it back instead of removing it.</summary>
    private Task ReleaseAsync(NpgsqlConnection connection, Lease lease, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            $"UPDATE {schema}.work SET lease_owner = NULL, lease_until = NULL WHERE id = @Id AND fence = @Fence AND lease_owner = @Owner",
            new { lease.Item.Id, lease.Fence, lease.Owner }, cancellationToken: cancellationToken));

    internal enum Renewal
    {
        Renewed,

        /// <summary>The row is still this worker's, and locked at the moment.</summary>
        Locked,

        Lost,
    }

    internal sealed record Outcome(TimeSpan? After, bool Remove, int Failures, IReadOnlyList<Condition> Conditions, short? Priority = null);

    private sealed record ClaimedRow(long Id, string Tenant, string Kind, string Key, long Generation, int Failures, string Conditions, long Fence)
    {
        public WorkItem ToItem() => new(Id, Tenant, Kind, Key, Generation, Failures, JsonSerializer.Deserialize<List<Condition>>(Conditions)!);
    }
}

using ControlPlane.Activation.Planning;
using ControlPlane.Clients.PowerBi;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Activation.Refreshes;

/// <summary>The rows of refreshes under way; every write is guarded by the lease.</summary>
internal sealed class RefreshStore(ServiceState<ActivationModule> state, TimeProvider time)
{
    /// <summary>The earliest run of the refresh that is not finished; later ones wait.</summary>
    public async Task<RefreshWork?> NextAsync(TenantId tenant, string refresh, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        var row = await connection.QueryFirstOrDefaultAsync<NextRow>(new CommandDefinition("""
            SELECT f.run AS Run, f.definition::text AS Definition, f.status AS Status, r.cancelled_at IS NOT NULL AS Cancelled, f.published_at AS PublishedAt, f.started_at AS StartedAt,
                f.posting_at IS NOT NULL AS Posting, f.newest_before AS NewestBefore, f.refresh_id AS RefreshId, f.enhanced AS Enhanced, f.adopted AS Adopted, f.looks AS Looks, f.attempts AS Attempts
            FROM activation.refreshes f JOIN activation.runs r USING (tenant, run)
            WHERE f.tenant = @tenant AND f.refresh = @refresh AND f.finished_at IS NULL ORDER BY f.published_at, f.run LIMIT 1
            """, new { tenant = tenant.ToString(), refresh }, cancellationToken: cancellationToken));
        return row is null ? null : new RefreshWork(
            tenant, refresh, row.Run, DefinitionJson.Read<RefreshDefinition>(row.Definition), row.Status == nameof(StageStatus.Running), row.Cancelled, row.PublishedAt, row.StartedAt,
            row.Posting, row.NewestBefore, row.RefreshId, row.Enhanced, row.Adopted, row.Looks, row.Attempts);
    }

    /// <summary>The first pass: the time-out counts from here.</summary>
    public async Task<RefreshWork> BeginAsync(Lease lease, RefreshWork work, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await WriteAsync(lease, work, "status = 'Running', version = version + 1, started_at = @now", new { now }, StageStatus.Running, null, cancellationToken);
        return work with { Begun = true, StartedAt = now };
    }

    /// <summary>Written before the request is made, so that a pass that is cut off leaves a trace of it.</summary>
    public Task RecordPostingAsync(Lease lease, RefreshWork work, string? newestBefore, CancellationToken cancellationToken) =>
        WriteAsync(lease, work, "posting_at = @now, newest_before = @newestBefore", new { now = time.GetUtcNow(), newestBefore }, null, null, cancellationToken);

    public Task RecordFollowedAsync(Lease lease, RefreshWork work, RefreshHandle handle, bool adopted, CancellationToken cancellationToken) =>
        WriteAsync(lease, work, "refresh_id = @RefreshId, enhanced = @Enhanced, adopted = @adopted, looks = 0, attempts = 0", new { handle.RefreshId, handle.Enhanced, adopted }, null, null, cancellationToken);

    /// <summary>Starts over: no refresh is followed or asked for.</summary>
    public Task RecordNoneAsync(Lease lease, RefreshWork work, CancellationToken cancellationToken) =>
        WriteAsync(lease, work, "refresh_id = NULL, adopted = false, posting_at = NULL, newest_before = NULL", new { }, null, null, cancellationToken);

    public Task RecordLookAsync(Lease lease, RefreshWork work, CancellationToken cancellationToken) =>
        WriteAsync(lease, work, "looks = looks + 1, attempts = 0", new { }, null, null, cancellationToken);

    public Task RecordAttemptAsync(Lease lease, RefreshWork work, CancellationToken cancellationToken) =>
        WriteAsync(lease, work, "attempts = attempts + 1", new { }, null, null, cancellationToken);

    public async Task FinishAsync(Lease lease, RefreshWork work, StageStatus status, string? error, CancellationToken cancellationToken)
    {
        await WriteAsync(
            lease, work, "status = @status, error = @error, version = version + 1, finished_at = @now", new { status = status.ToString(), error, now = time.GetUtcNow() }, status, error, cancellationToken);
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            DELETE FROM activation.refreshes WHERE tenant = @tenant AND refresh = @Name AND finished_at IS NOT NULL AND run IN (
                SELECT run FROM activation.refreshes WHERE tenant = @tenant AND refresh = @Name ORDER BY published_at DESC, run DESC OFFSET 100)
            """, new { tenant = work.Tenant.ToString(), work.Name }, cancellationToken: cancellationToken));
    }

    /// <param name="announced">Tells others of this status; null: it is nothing to them.</param>
    private async Task WriteAsync(Lease lease, RefreshWork work, string changes, object values, StageStatus? announced, string? error, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        var arguments = new DynamicParameters(values);
        arguments.AddDynamicParams(new { tenant = work.Tenant.ToString(), work.Name, work.Run });
        var (version, startedAt) = await connection.QuerySingleAsync<(long Version, DateTime StartedAt)>(new CommandDefinition(
            $"UPDATE activation.refreshes SET {changes} WHERE tenant = @tenant AND refresh = @Name AND run = @Run RETURNING version, started_at", arguments, transaction, cancellationToken: cancellationToken));
        if (announced is { } status)
            await AnnounceAsync(transaction, work, status, version, startedAt, error, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private Task AnnounceAsync(NpgsqlTransaction transaction, RefreshWork work, StageStatus status, long version, DateTime startedAt, string? error, CancellationToken cancellationToken) =>
        state.Outbox.AddAsync(transaction, new StageChanged(
            work.Tenant, work.Run, Stages.Refresh, work.Name, status, version, startedAt, status == StageStatus.Running ? null : time.GetUtcNow(), Error: error), cancellationToken);

    private sealed record NextRow(
        Guid Run, string Definition, string Status, bool Cancelled, DateTime PublishedAt, DateTime StartedAt, bool Posting, string? NewestBefore, string? RefreshId, bool Enhanced, bool Adopted, int Looks, int Attempts);
}

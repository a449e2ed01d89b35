using ControlPlane.Contracts;
using ControlPlane.Contracts.Transformation;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Transformation.Runs;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ControlPlane.Transformation.Rollbacks;

/// <summary>
/// Rollbacks as runs of a kind of their own. Each is written down before readers see anything of it, so that one that broke off is brought to its end by
/// its row of work or whoever asks next, and not done a second time, which would undo it.
/// </summary>
public sealed class RollbackStore(ServiceState<TransformationModule> state, IOptions<TransformationOptions> options, TimeProvider time)
{
    /// <summary>A run whose models are being built, or will be; null when there is none.</summary>
    internal async Task<Guid?> FindUnderWayAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return await FindUnderWayAsync(connection, tenant, null, cancellationToken);
    }

    /// <summary>Finds out what there is to do, for whoever holds the tenant's published relations.</summary>
    /// <param name="askedBy">Null to begin none, only to go on with one that broke off.</param>
    internal async Task<RollbackStart> BeginAsync(TenantId tenant, string? askedBy, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var arguments = new { tenant = tenant.ToString() };
        await connection.ExecuteAsync(new CommandDefinition("SELECT FROM transformation.tenants WHERE tenant = @tenant FOR UPDATE", arguments, transaction, cancellationToken: cancellationToken));
        var newest = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"SELECT {Row.Columns} FROM transformation.runs WHERE tenant = @tenant AND status = 'succeeded' ORDER BY transform_finished_at DESC LIMIT 1", arguments, transaction, cancellationToken: cancellationToken));
        var start = await StartAsync(transaction, tenant, newest, askedBy, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return start;
    }

    private async Task<RollbackStart> StartAsync(NpgsqlTransaction transaction, TenantId tenant, Row? newest, string? askedBy, CancellationToken cancellationToken)
    {
        // Runs that came since wait for its end, so it does not wait for theirs.
        if (await BrokenOffAsync(transaction, tenant, newest?.Run, cancellationToken) is { } left) return new RollbackStart.Begun(left.ToView(), Resumed: true);
        if (askedBy is null) return new RollbackStart.NothingLeft();
        if (await FindUnderWayAsync(transaction.Connection!, tenant, transaction, cancellationToken) is { } busy) return new RollbackStart.RunUnderWay(busy);
        if (newest is null) return new RollbackStart.NothingPublished();
        if (newest.TakesBack is not null) return new RollbackStart.Done(newest.ToView());
        if (newest.Engine is not null) return new RollbackStart.OtherEngine(newest.Run, newest.Engine);
        return new RollbackStart.Begun((await InsertAsync(transaction, tenant, newest.Run, askedBy, cancellationToken)).ToView(), Resumed: false);
    }

    /// <summary>Readers see what they saw before, and those who act on what is published are told.</summary>
    internal async Task<RollbackView> ReturnedAsync(TenantId tenant, RollbackView rollback, IReadOnlyList<PublishedMart> marts, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await EndAsync(transaction, tenant, rollback.Run, ModelsRun.Succeeded, null, cancellationToken))
        {
            await state.Outbox.AddAsync(
                transaction, new StageChanged(tenant, rollback.Run, Stages.Transform, "rollback", StageStatus.Succeeded, 1, rollback.At, now, RowsOut: marts.Sum(mart => mart.Rows)), cancellationToken);
            await state.Outbox.AddAsync(transaction, new ModelsPublished(tenant, rollback.Run, marts, now, rollback.TakesBack), cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return rollback;
    }

    /// <summary>Nothing changed for readers.</summary>
    internal async Task RefusedAsync(TenantId tenant, Guid run, string reason, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await EndAsync(transaction, tenant, run, ModelsRun.Failed, reason, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>One that nobody ended and that is still about what was published last; older ones are closed.</summary>
    private async Task<Row?> BrokenOffAsync(NpgsqlTransaction transaction, TenantId tenant, Guid? published, CancellationToken cancellationToken)
    {
        var left = (await transaction.Connection!.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Row.Columns} FROM transformation.runs WHERE tenant = @tenant AND kind = 'rollback' AND status = 'running'", new { tenant = tenant.ToString() }, transaction, cancellationToken: cancellationToken))).ToList();
        foreach (var old in left.Where(row => row.TakesBack != published))
            await EndAsync(transaction, tenant, old.Run, ModelsRun.Failed, "It broke off, and another run was published since.", cancellationToken);
        return left.Find(row => row.TakesBack == published);
    }

    /// <summary>Whoever asked carries it out; where that breaks off, it is due by the time that would have been done.</summary>
    private async Task<Row> InsertAsync(NpgsqlTransaction transaction, TenantId tenant, Guid published, string askedBy, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var begun = await transaction.Connection!.QuerySingleAsync<Row>(new CommandDefinition($"""
            INSERT INTO transformation.runs (tenant, run, kind, status, takes_back, asked_by, created_at, begun_at, transform_started_at)
            VALUES (@tenant, @run, 'rollback', 'running', @published, @askedBy, @now, @now, @now) RETURNING {Row.Columns}
            """, new { tenant = tenant.ToString(), run = Guid.CreateVersion7(now), published, askedBy, now }, transaction, cancellationToken: cancellationToken));
        await state.Work.MakeDueAsync(transaction, tenant.ToString(), RollbackReconciler.WorkKind, begun.Run.ToString(), cancellationToken, now + options.Value.RollbackPatience);
        return begun;
    }

    private async Task<bool> EndAsync(NpgsqlTransaction transaction, TenantId tenant, Guid run, string status, string? error, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE transformation.runs SET status = @status, error = @error, transform_finished_at = @now WHERE tenant = @tenant AND run = @run AND status = 'running'",
            new { tenant = tenant.ToString(), run, status, error, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken)) > 0;

    private static async Task<Guid?> FindUnderWayAsync(NpgsqlConnection connection, TenantId tenant, NpgsqlTransaction? transaction, CancellationToken cancellationToken) =>
        await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
            "SELECT run FROM transformation.runs WHERE tenant = @tenant AND kind = 'build' AND ingested AND status IN ('pending', 'running') ORDER BY created_at LIMIT 1",
            new { tenant = tenant.ToString() }, transaction, cancellationToken: cancellationToken));

    private sealed record Row(Guid Run, Guid? TakesBack, string? AskedBy, DateTime At, string? Engine)
    {
        public const string Columns = "run AS Run, takes_back AS TakesBack, asked_by AS AskedBy, created_at AS At, engine AS Engine";

        public RollbackView ToView() => new(Run, TakesBack!.Value, AskedBy!, At);
    }
}

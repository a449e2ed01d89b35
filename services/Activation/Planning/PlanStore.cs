using ControlPlane.Activation.Activations;
using ControlPlane.Activation.Refreshes;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Activation;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Transformation;
using ControlPlane.Reconciliation.Work;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Activation.Planning;

/// <summary>Which runs there are, and what was planned for each.</summary>
internal sealed class PlanStore(ServiceState<ActivationModule> state, TimeProvider time)
{
    public async Task KeepPublishedAsync(ModelsPublished message, CancellationToken cancellationToken)
    {
        var tenant = message.Tenant.ToString();
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO activation.runs AS r (tenant, run, published_at) VALUES (@tenant, @Run, @at)
            ON CONFLICT ON CONSTRAINT runs_key DO UPDATE SET published_at = COALESCE(r.published_at, EXCLUDED.published_at)
            """, new { tenant, message.Run, at = message.PublishedAt.ToUniversalTime() }, transaction, cancellationToken: cancellationToken));
        await state.Work.MakeDueAsync(transaction, tenant, PlanReconciler.WorkKind, message.Run.ToString(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task KeepCancelledAsync(RunCancelled message, CancellationToken cancellationToken)
    {
        var arguments = new { tenant = message.Tenant.ToString(), message.Run, at = message.At.ToUniversalTime() };
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO activation.runs AS r (tenant, run, cancelled_at) VALUES (@tenant, @Run, @at)
            ON CONFLICT ON CONSTRAINT runs_key DO UPDATE SET cancelled_at = COALESCE(r.cancelled_at, EXCLUDED.cancelled_at)
            """, arguments, transaction, cancellationToken: cancellationToken));
        var open = await connection.QueryAsync<(string Kind, string Key)>(new CommandDefinition($"""
            SELECT '{ActivationReconciler.WorkKind}', activation FROM activation.activations WHERE tenant = @tenant AND run = @Run AND finished_at IS NULL
            UNION ALL
            SELECT '{RefreshReconciler.WorkKind}', refresh FROM activation.refreshes WHERE tenant = @tenant AND run = @Run AND finished_at IS NULL
            """, arguments, transaction, cancellationToken: cancellationToken));
        foreach (var (kind, key) in open.AsList()) await state.Work.MakeDueAsync(transaction, arguments.tenant, kind, key, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Null when the tenant was offboarded meanwhile.</summary>
    public async Task<PlannedRun?> FindAsync(TenantId tenant, Guid run, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<PlannedRun>(new CommandDefinition(
            "SELECT published_at AS PublishedAt, planned_at AS PlannedAt, cancelled_at AS CancelledAt FROM activation.runs WHERE tenant = @tenant AND run = @run",
            new { tenant = tenant.ToString(), run }, cancellationToken: cancellationToken));
    }

    /// <summary>One row per activation and refresh, what others need to know of them, and the work that does them: all in one transaction.</summary>
    public async Task RecordAsync(Lease lease, TenantId tenant, Guid run, DateTimeOffset publishedAt, RunPlan plan, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(transaction, cancellationToken);
        foreach (var planned in plan.Activations)
        {
            var definition = planned.Definition is null ? null : DefinitionJson.Write(planned.Definition);
            await InsertAsync(transaction, "activation", new Row(tenant.ToString(), planned.Name, run, definition, planned.Status, planned.Reason, publishedAt, now), cancellationToken);
            await AnnounceAsync(transaction, tenant, run, Stages.Activate, planned.Name, planned.Status, planned.Reason, now, cancellationToken);
            if (planned.Status == StageStatus.Pending) await state.Work.MakeDueAsync(transaction, tenant.ToString(), ActivationReconciler.WorkKind, planned.Name, cancellationToken);
        }
        foreach (var planned in plan.Refreshes)
        {
            var definition = planned.Definition is null ? null : DefinitionJson.Write(planned.Definition);
            await InsertAsync(transaction, "refresh", new Row(tenant.ToString(), planned.Name, run, definition, planned.Status, planned.Reason, publishedAt, now), cancellationToken);
            await AnnounceAsync(transaction, tenant, run, Stages.Refresh, planned.Name, planned.Status, planned.Reason, now, cancellationToken);
            if (planned.Status == StageStatus.Pending) await state.Work.MakeDueAsync(transaction, tenant.ToString(), RefreshReconciler.WorkKind, planned.Name, cancellationToken);
        }
        // Skipped ones never run, so nobody must wait for them; one that failed already is named, so that the run is seen to have failed.
        string[] activations = [.. plan.Activations.Where(planned => planned.Status != StageStatus.Skipped).Select(planned => planned.Name)];
        string[] refreshes = [.. plan.Refreshes.Where(planned => planned.Status != StageStatus.Skipped).Select(planned => planned.Name)];
        await state.Outbox.AddAsync(transaction, new ActivationsPlanned(tenant, run, activations, refreshes, now), cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE activation.runs SET planned_at = @now WHERE tenant = @tenant AND run = @run", new { tenant = tenant.ToString(), run, now }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    /// <param name="what"><c>activation</c> or <c>refresh</c>: the table's column, and in the plural the table.</param>
    private static Task InsertAsync(NpgsqlTransaction transaction, string what, Row row, CancellationToken cancellationToken)
    {
        var table = what == "refresh" ? "refreshes" : "activations";
        return transaction.Connection!.ExecuteAsync(new CommandDefinition($"""
            INSERT INTO activation.{table} (tenant, {what}, run, definition, status, error, published_at, started_at, finished_at)
            VALUES (@Tenant, @Name, @Run, @Definition::jsonb, @status, @Reason, @PublishedAt, @Now, @finished)
            """,
            new { row.Tenant, row.Name, row.Run, row.Definition, status = row.Status.ToString(), row.Reason, row.PublishedAt, row.Now, finished = row.Status == StageStatus.Pending ? (DateTimeOffset?)null : row.Now },
            transaction, cancellationToken: cancellationToken));
    }

    private Task AnnounceAsync(
        NpgsqlTransaction transaction, TenantId tenant, Guid run, string stage, string name, StageStatus status, string? reason, DateTimeOffset now, CancellationToken cancellationToken) =>
        state.Outbox.AddAsync(transaction, new StageChanged(tenant, run, stage, name, status, Version: 1, now, status == StageStatus.Pending ? null : now, Error: reason), cancellationToken);

    private sealed record Row(string Tenant, string Name, Guid Run, string? Definition, StageStatus Status, string? Reason, DateTimeOffset PublishedAt, DateTimeOffset Now);
}

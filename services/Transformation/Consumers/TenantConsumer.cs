using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Transformation.Runs;
using Dapper;
using MassTransit;
using Npgsql;

namespace ControlPlane.Transformation.Consumers;

/// <summary>Keeps the newest spec of each tenant, and forgets tenants that leave.</summary>
public sealed class TenantConsumer(ServiceState<TransformationModule> state, TimeProvider time)
    : IConsumer<TenantProvisioned>, IConsumer<TenantOffboarding>, IConsumer<TenantSuspended>, IConsumer<TenantResumed>
{
    public Task Consume(ConsumeContext<TenantProvisioned> context) => WriteAsync(async transaction =>
    {
        var message = context.Message;
        await ExecuteAsync(transaction, """
            INSERT INTO transformation.tenants AS t (tenant, generation, blueprint, models, updated_at) VALUES (@tenant, @Generation, @Blueprint, @models::jsonb, @now)
            ON CONFLICT (tenant) DO UPDATE SET generation = EXCLUDED.generation, blueprint = EXCLUDED.blueprint, models = EXCLUDED.models, updated_at = @now
            WHERE t.generation <= EXCLUDED.generation
            """, new { tenant = message.Tenant.ToString(), message.Generation, message.Spec.Blueprint, models = JsonSerializer.Serialize(message.Spec.Models, RunStore.Json), now = time.GetUtcNow() });
        await WakeAsync(transaction, message.Tenant);
    }, context.CancellationToken);

    public Task Consume(ConsumeContext<TenantOffboarding> context) => WriteAsync(async transaction =>
    {
        var tenant = context.Message.Tenant.ToString();
        // The work row first: a pass that is under way cannot write any more, and notices by its run being gone.
        await state.Work.RemoveAsync(transaction, tenant, null, null, CancellationToken.None);
        await ExecuteAsync(transaction, """
            DELETE FROM transformation.quality_results WHERE tenant = @tenant;
            DELETE FROM transformation.quality_scores WHERE tenant = @tenant;
            DELETE FROM transformation.nodes WHERE tenant = @tenant;
            DELETE FROM transformation.runs WHERE tenant = @tenant;
            DELETE FROM transformation.tenants WHERE tenant = @tenant;
            -- Last: whoever is recording them holds the tenant's row.
            DELETE FROM transformation.relations WHERE tenant = @tenant;
            """, new { tenant });
    }, context.CancellationToken);

    public Task Consume(ConsumeContext<TenantSuspended> context) => WriteAsync(
        transaction => SuspendAsync(transaction, context.Message.Tenant, true, context.Message.At), context.CancellationToken);

    public Task Consume(ConsumeContext<TenantResumed> context) => WriteAsync(async transaction =>
    {
        await SuspendAsync(transaction, context.Message.Tenant, false, context.Message.At);
        await WakeAsync(transaction, context.Message.Tenant);
    }, context.CancellationToken);

    /// <summary>The newest news counts, in whatever order it arrives.</summary>
    private Task SuspendAsync(NpgsqlTransaction transaction, TenantId tenant, bool suspended, DateTimeOffset at) => ExecuteAsync(transaction, """
        UPDATE transformation.tenants SET suspended = @suspended, suspension_at = @at, updated_at = @now
        WHERE tenant = @tenant AND (suspension_at IS NULL OR suspension_at <= @at)
        """, new { tenant = tenant.ToString(), suspended, at, now = time.GetUtcNow() });

    /// <summary>Runs that wait may have waited for this.</summary>
    private async Task WakeAsync(NpgsqlTransaction transaction, TenantId tenant)
    {
        var waiting = await transaction.Connection!.QueryAsync<Guid>(
            "SELECT run FROM transformation.runs WHERE tenant = @tenant AND ingested AND status IN ('pending', 'running') ORDER BY created_at", new { tenant = tenant.ToString() }, transaction);
        foreach (var run in waiting) await state.Work.MakeDueAsync(transaction, tenant.ToString(), RunReconciler.WorkKind, run.ToString(), CancellationToken.None);
    }

    private static Task ExecuteAsync(NpgsqlTransaction transaction, string sql, object arguments) => transaction.Connection!.ExecuteAsync(sql, arguments, transaction);

    private async Task WriteAsync(Func<NpgsqlTransaction, Task> write, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await write(transaction);
        await transaction.CommitAsync(cancellationToken);
    }
}

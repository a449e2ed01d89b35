using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using MassTransit;
using Npgsql;

namespace ControlPlane.Ingestion.Tenants;

/// <summary>A suspended tenant's work waits; a resumed one's is due at once. Older news than the last is ignored.</summary>
internal sealed class TenantSuspensionConsumer(ServiceState<IngestionModule> state) : IConsumer<TenantSuspended>, IConsumer<TenantResumed>
{
    public Task Consume(ConsumeContext<TenantSuspended> context) => ChangeAsync(context.Message.Tenant, true, context.Message.At, context.CancellationToken);

    public Task Consume(ConsumeContext<TenantResumed> context) => ChangeAsync(context.Message.Tenant, false, context.Message.At, context.CancellationToken);

    private async Task ChangeAsync(TenantId tenant, bool suspended, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var changed = await connection.ExecuteAsync(new CommandDefinition("""
            UPDATE ingestion.tenants SET suspended = @suspended, suspension_at = @at WHERE tenant = @tenant AND (suspension_at IS NULL OR suspension_at <= @at)
            """, new { tenant = tenant.ToString(), suspended, at }, transaction, cancellationToken: cancellationToken));
        if (changed == 1 && !suspended) await WakeAsync(transaction, tenant.ToString(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task WakeAsync(NpgsqlTransaction transaction, string tenant, CancellationToken cancellationToken)
    {
        var waiting = (await transaction.Connection!.QueryAsync<(string Kind, string Key)>(new CommandDefinition(
            "SELECT kind, key FROM ingestion.work WHERE tenant = @tenant", new { tenant }, transaction, cancellationToken: cancellationToken))).AsList();
        foreach (var (kind, key) in waiting) await state.Work.MakeDueAsync(transaction, tenant, kind, key, cancellationToken);
    }
}

using ControlPlane.Contracts.Tenants;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using MassTransit;

namespace ControlPlane.Ingestion.Tenants;

/// <summary>
/// Forgets a tenant. Whatever is under way for it holds a lease on a row that is gone from now on: it can write nothing more, neither
/// here nor in the lake.
/// </summary>
internal sealed class TenantOffboardingConsumer(ServiceState<IngestionModule> state, TimeProvider time) : IConsumer<TenantOffboarding>
{
    public async Task Consume(ConsumeContext<TenantOffboarding> context)
    {
        var tenant = context.Message.Tenant.ToString();
        await using var connection = await state.Database.OpenFleetAsync(context.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
        // First the work: this waits for transactions that are guarded by a lease, and those take the tenant's other rows only after that.
        await state.Work.RemoveAsync(transaction, tenant, null, null, context.CancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            DELETE FROM ingestion.tenants WHERE tenant = @tenant;
            DELETE FROM ingestion.backfills WHERE tenant = @tenant;
            DELETE FROM ingestion.stream_coverage WHERE tenant = @tenant;
            DELETE FROM ingestion.runs WHERE tenant = @tenant;
            DELETE FROM ingestion.sources WHERE tenant = @tenant;
            DELETE FROM ingestion.schedules WHERE tenant = @tenant;
            DELETE FROM ingestion.stream_state WHERE tenant = @tenant;
            DELETE FROM ingestion.stream_schemas WHERE tenant = @tenant;
            DELETE FROM ingestion.stream_views WHERE tenant = @tenant;
            DELETE FROM ingestion.work WHERE tenant = @tenant;
            INSERT INTO ingestion.offboarded (tenant, at) VALUES (@tenant, @now) ON CONFLICT (tenant) DO UPDATE SET at = EXCLUDED.at;
            """, new { tenant, now = time.GetUtcNow() }, transaction, cancellationToken: context.CancellationToken));
        await transaction.CommitAsync(context.CancellationToken);
    }
}

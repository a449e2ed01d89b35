using ControlPlane.Contracts.Tenants;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using MassTransit;

namespace ControlPlane.Tenants.Monitoring;

/// <summary>Adds what a process metered to the breakdown by query tag, each message once.</summary>
public sealed class StatementsMeteredConsumer(ServiceState<TenantsModule> state, TimeProvider time) : IConsumer<StatementsMetered>
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(2);

    public async Task Consume(ConsumeContext<StatementsMetered> context)
    {
        var message = context.Message;
        var tenant = message.Tenant.ToString();
        await using var connection = await state.Database.OpenFleetAsync(context.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
        var counted = await connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO tenants.usage_messages (id, tenant, counted_at)
            SELECT @Id, tenant, @now FROM tenants.tenants WHERE tenant = @tenant AND state = 'Active' FOR SHARE
            ON CONFLICT (id) DO NOTHING
            """, new { message.Id, tenant, now = time.GetUtcNow() }, transaction, cancellationToken: context.CancellationToken));
        if (counted == 0) return;
        await connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO tenants.usage_tags AS u (tenant, month, model, run, statements, seconds) VALUES (@tenant, @month::date, @Model, @run, @Statements, @Seconds)
            ON CONFLICT (tenant, month, model, run) DO UPDATE SET statements = u.statements + EXCLUDED.statements, seconds = u.seconds + EXCLUDED.seconds
            """, message.Tags.Select(tag => new { tenant, month = Months.Of(message.At).ToDateTime(TimeOnly.MinValue), tag.Model, run = tag.Run ?? Guid.Empty, tag.Statements, tag.Seconds }), transaction, cancellationToken: context.CancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM tenants.usage_messages WHERE tenant = @tenant AND counted_at < @before", new { tenant, before = time.GetUtcNow() - Remembered }, transaction, cancellationToken: context.CancellationToken));
        await transaction.CommitAsync(context.CancellationToken);
    }
}

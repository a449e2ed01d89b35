using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Insights.Alerts;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using MassTransit;

namespace ControlPlane.Insights.Consumers;

/// <summary>Quota notices become alerts; an offboarded tenant is forgotten.</summary>
public sealed class TenantConsumers(ServiceState<InsightsModule> state, AlertStore alerts, TimeProvider time) : IConsumer<QuotaNoticed>, IConsumer<TenantSuspended>, IConsumer<TenantOffboarding>
{
    public Task Consume(ConsumeContext<QuotaNoticed> context)
    {
        var message = context.Message;
        return RaiseAsync(message, $"{message.At:yyyy-MM}/{message.Percent}", $"{message.Percent} % of this month's quota is used: {message.UsedCredits:0.##} of {message.QuotaCredits:0.##} credits.", context.CancellationToken);
    }

    public Task Consume(ConsumeContext<TenantSuspended> context)
    {
        var message = context.Message;
        return RaiseAsync(message, $"{message.At:yyyy-MM}/100", $"Suspended: {message.UsedCredits:0.##} of {message.QuotaCredits:0.##} credits are used. Raise the quota or wait for the next month.", context.CancellationToken);
    }

    public async Task Consume(ConsumeContext<TenantOffboarding> context)
    {
        var tenant = context.Message.Tenant.ToString();
        await using var connection = await state.Database.OpenTenantAsync(tenant, context.CancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            DELETE FROM insights.events WHERE tenant = @tenant;
            DELETE FROM insights.alerts WHERE tenant = @tenant;
            DELETE FROM insights.activation_ledger WHERE tenant = @tenant;
            DELETE FROM insights.batch_ledger WHERE tenant = @tenant;
            DELETE FROM insights.stages WHERE tenant = @tenant;
            DELETE FROM insights.runs WHERE tenant = @tenant;
            INSERT INTO insights.offboarded (tenant, at) VALUES (@tenant, @now) ON CONFLICT (tenant) DO UPDATE SET at = EXCLUDED.at;
            """, new { tenant, now = time.GetUtcNow() }, cancellationToken: context.CancellationToken));
    }

    private async Task RaiseAsync(ITenantMessage message, string subject, string text, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenTenantAsync(message.Tenant.ToString(), cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await alerts.RaiseAsync(transaction, message.Tenant, AlertStore.Quota, subject, null, text, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}

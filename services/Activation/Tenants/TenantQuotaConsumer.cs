using ControlPlane.Contracts.Tenants;
using MassTransit;

namespace ControlPlane.Activation.Tenants;

internal sealed class TenantQuotaConsumer(TenantStore tenants) : IConsumer<TenantSuspended>, IConsumer<TenantResumed>
{
    public Task Consume(ConsumeContext<TenantSuspended> context) =>
        tenants.KeepQuotaAsync(context.Message.Tenant, suspended: true, context.Message.At, context.CancellationToken);

    public Task Consume(ConsumeContext<TenantResumed> context) =>
        tenants.KeepQuotaAsync(context.Message.Tenant, suspended: false, context.Message.At, context.CancellationToken);
}

using ControlPlane.Contracts.Tenants;
using MassTransit;

namespace ControlPlane.Activation.Tenants;

internal sealed class TenantProvisionedConsumer(TenantStore tenants) : IConsumer<TenantProvisioned>
{
    public Task Consume(ConsumeContext<TenantProvisioned> context) => tenants.KeepAsync(context.Message, context.CancellationToken);
}

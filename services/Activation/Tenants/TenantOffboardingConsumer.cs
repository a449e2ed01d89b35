using ControlPlane.Activation.Refreshes;
using ControlPlane.Contracts.Tenants;
using MassTransit;

namespace ControlPlane.Activation.Tenants;

internal sealed class TenantOffboardingConsumer(TenantStore tenants, PowerBiClients clients) : IConsumer<TenantOffboarding>
{
    public async Task Consume(ConsumeContext<TenantOffboarding> context)
    {
        await tenants.ForgetAsync(context.Message.Tenant, context.CancellationToken);
        clients.Forget(context.Message.Tenant);
    }
}

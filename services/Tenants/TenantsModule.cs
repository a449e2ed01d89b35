using ControlPlane.ServiceDefaults.Modules;

namespace ControlPlane.Tenants;

/// <summary>Who a client is and what they own: spec, plan, apply, drift, offboarding.</summary>
public sealed class TenantsModule : IServiceModule
{
    public string Name => "tenants";

    public IReadOnlyList<Type> Consumers => [];

    public void AddServices(IHostApplicationBuilder builder)
    {
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
    }
}

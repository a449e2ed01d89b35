using ControlPlane.ServiceDefaults.Modules;

namespace ControlPlane.Portal;

/// <summary>The web pages.</summary>
public sealed class PortalModule : IServiceModule
{
    public string Name => "portal";

    public IReadOnlyList<Type> Consumers => [];

    public void AddServices(IHostApplicationBuilder builder)
    {
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
    }
}

using ControlPlane.Portal.Access;
using ControlPlane.Portal.Api;
using ControlPlane.Portal.Assets;
using ControlPlane.Portal.Pages;
using ControlPlane.ServiceDefaults.Modules;

namespace ControlPlane.Portal;

/// <summary>The web pages: tenants and runs, rendered on the server from what the REST APIs tell any caller.</summary>
public sealed class PortalModule : IServiceModule
{
    public string Name => "portal";

    public IReadOnlyList<Type> Consumers => [];

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PortalOptions>().BindConfiguration(PortalOptions.Section).ValidateOnStart();
        builder.Services.AddRazorComponents();
        builder.Services.AddApi();
        builder.AddPortalAccess();
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        var portal = routes.MapGroup("").ExcludeFromDescription().AddEndpointFilter<SecurityHeaders>();
        portal.MapAssets();
        portal.MapSignIn();
        portal.MapPages();
    }
}

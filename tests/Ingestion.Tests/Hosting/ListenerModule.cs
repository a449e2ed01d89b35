using ControlPlane.ServiceDefaults.Modules;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ControlPlane.Ingestion.Tests.Hosting;

internal sealed class ListenerModule : IServiceModule
{
    public string Name => "listener";

    public IReadOnlyList<Type> Consumers => [typeof(Listener)];

    public void AddServices(IHostApplicationBuilder builder) => builder.Services.AddSingleton<Facts>();

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
    }
}

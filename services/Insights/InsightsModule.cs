using ControlPlane.ServiceDefaults.Modules;

namespace ControlPlane.Insights;

/// <summary>Listens only: runs, the row ledger.</summary>
public sealed class InsightsModule : IServiceModule
{
    public string Name => "insights";

    public IReadOnlyList<Type> Consumers => [];

    public void AddServices(IHostApplicationBuilder builder)
    {
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
    }
}

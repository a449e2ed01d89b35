using ControlPlane.ServiceDefaults.Modules;

namespace ControlPlane.Activation;

/// <summary>MARTS -> outside tools: reverse ETL, BI refreshes, the per-client mart API.</summary>
public sealed class ActivationModule : IServiceModule
{
    public string Name => "activation";

    public IReadOnlyList<Type> Consumers => [];

    public void AddServices(IHostApplicationBuilder builder)
    {
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
    }
}

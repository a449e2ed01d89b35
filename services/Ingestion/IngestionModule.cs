using ControlPlane.ServiceDefaults.Modules;

namespace ControlPlane.Ingestion;

/// <summary>Outside system -> raw -> bronze -> RAW: connectors, syncs, validation, loads.</summary>
public sealed class IngestionModule : IServiceModule
{
    public string Name => "ingestion";

    public IReadOnlyList<Type> Consumers => [];

    public void AddServices(IHostApplicationBuilder builder)
    {
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
    }
}

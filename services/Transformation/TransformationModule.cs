using ControlPlane.ServiceDefaults.Modules;

namespace ControlPlane.Transformation;

/// <summary>RAW -> MARTS: projects, runs, tests, quality gates.</summary>
public sealed class TransformationModule : IServiceModule
{
    public string Name => "transformation";

    public IReadOnlyList<Type> Consumers => [];

    public void AddServices(IHostApplicationBuilder builder)
    {
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
    }
}

using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Transformation.Api;
using ControlPlane.Transformation.Consumers;
using ControlPlane.Transformation.Engines;
using ControlPlane.Transformation.Engines.Postgres;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Runs;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation;

/// <summary>RAW -> MARTS: projects, runs, tests, quality gates.</summary>
public sealed class TransformationModule : IServiceModule
{
    public string Name => "transformation";

    public IReadOnlyList<Type> Consumers => [typeof(TenantConsumer), typeof(IngestionConsumer)];

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.AddWarehouse();
        builder.Services.AddOptions<TransformationOptions>().BindConfiguration(TransformationOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ProjectLoader>();
        builder.Services.AddSingleton<TenantProjects>();
        builder.Services.AddSingleton<IModelEngine, PostgresModelEngine>();
        builder.Services.AddSingleton<RunStore>();
        builder.Services.AddSingleton<RunPassFactory>();
        builder.Services.AddReconciler<TransformationModule, RunReconciler>();
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        ModelEndpoints.Map(routes);
        RunEndpoints.Map(routes);
    }
}

using ControlPlane.Connectors.Requests;
using ControlPlane.Models.Adapters;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Transformation.Api;
using ControlPlane.Transformation.Consumers;
using ControlPlane.Transformation.Lineage;
using ControlPlane.Transformation.Lineage.Events;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Quality;
using ControlPlane.Transformation.Rollbacks;
using ControlPlane.Transformation.Runs;
using ControlPlane.Transformation.Runs.External;
using ControlPlane.Transformation.Targets;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.DuckDb;
using ControlPlane.Warehouses.Postgres;
using Microsoft.Extensions.Options;

namespace ControlPlane.Transformation;

/// <summary>RAW -> MARTS: projects, runs, tests, quality gates, lineage.</summary>
public sealed class TransformationModule : IServiceModule
{
    public string Name => "transformation";

    public IReadOnlyList<Type> Consumers => [typeof(TenantConsumer), typeof(IngestionConsumer)];

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.AddWarehouse();
        builder.Services.AddOptions<TransformationOptions>().BindConfiguration(TransformationOptions.Section).ValidateDataAnnotations()
            .Validate(options => options.PrivateEngines.All(Egress.IsSource), "Transformation:PrivateEngines takes networks such as 10.1.0.0/16, addresses and host names")
            .ValidateOnStart();
        builder.Services.AddSingleton<TenantProjects>();
        builder.Services.AddSingleton<ModelCompiler>();
        builder.Services.AddSingleton<IModelTargets>(services => services.GetRequiredService<IWarehouse>() switch
        {
            PostgresWarehouse postgres => new PostgresTargets(postgres, Limits(services)),
            DuckDbWarehouse duckdb => new DuckDbTargets(duckdb, Limits(services)),
            var other => throw new InvalidOperationException($"Models cannot be built in {other.Capabilities.Engine}: set ControlPlane:Warehouse to PostgreSQL or DuckDB."),
        });
        builder.Services.AddSingleton<RunStore>();
        builder.Services.AddSingleton<QualityStore>();
        builder.Services.AddSingleton<RollbackStore>();
        builder.Services.AddSingleton<ModelRollback>();
        builder.Services.AddSingleton<WarehouseColumns>();
        builder.Services.AddSingleton<RelationStore>();
        builder.Services.AddSingleton<RelationRecorder>();
        builder.Services.AddOptions<OpenLineageOptions>().BindConfiguration(OpenLineageOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<EventSender>();
        builder.Services.AddSingleton<RunEmitters>();
        builder.Services.AddSingleton<LineageGraphs>();
        builder.Services.AddSingleton<IModelEngine, NativeEngine>();
        builder.AddExternalEngines();
        builder.Services.AddReconciler<TransformationModule, RunReconciler>();
        builder.Services.AddReconciler<TransformationModule, RollbackReconciler>();
    }

    private static ResultLimits Limits(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<TransformationOptions>>().Value;
        return new(options.MaxResultRows, options.MaxResultBytes);
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        ModelEndpoints.Map(routes);
        RunEndpoints.Map(routes);
        RollbackEndpoints.Map(routes);
        QualityEndpoints.Map(routes);
        LineageEndpoints.Map(routes);
    }
}

using ControlPlane.Ingestion.Backfills;
using ControlPlane.Ingestion.Batches;
using ControlPlane.Ingestion.Fairness;
using ControlPlane.Ingestion.Pushes;
using ControlPlane.Ingestion.Quarantine;
using ControlPlane.Ingestion.Runs;
using ControlPlane.Ingestion.Schedules;
using ControlPlane.Ingestion.Schemas;
using ControlPlane.Ingestion.Sources;
using ControlPlane.Ingestion.Syncs;
using ControlPlane.Ingestion.Tenants;
using ControlPlane.Lake;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Warehouses;

[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("ControlPlane.Ingestion.Tests")]

namespace ControlPlane.Ingestion;

/// <summary>Outside system -> raw -> bronze -> RAW: connectors, syncs, validation, loads.</summary>
public sealed class IngestionModule : IServiceModule
{
    public string Name => "ingestion";

    public IReadOnlyList<Type> Consumers => [typeof(TenantProvisionedConsumer), typeof(TenantOffboardingConsumer), typeof(TenantSuspensionConsumer)];

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.AddLake();
        builder.AddWarehouse();
        var services = builder.Services;
        services.AddOptions<IngestionOptions>().BindConfiguration(IngestionOptions.Section).ValidateOnStart();
        services.AddSingleton<TenantStore>();
        services.AddSingleton<SourceCatalog>();
        services.AddSingleton<RunStarter>();
        services.AddSingleton<RunCanceller>();
        services.AddSingleton<SyncStore>();
        services.AddSingleton<StreamCursor>();
        services.AddSingleton<BatchLanding>();
        services.AddSingleton<StreamSync>();
        services.AddSingleton<FairLimits>();
        services.AddSingleton<SliceStore>();
        services.AddSingleton<BackfillStore>();
        services.AddSingleton<BackfillPlanner>();
        services.AddSingleton<BackfillControl>();
        services.AddSingleton<ReplaySync>();
        services.AddSingleton<PushIntake>();
        services.AddSingleton<BatchStore>();
        services.AddSingleton<BatchValidation>();
        services.AddSingleton<BatchLoad>();
        services.AddSingleton<SchemaStore>();
        services.AddSingleton<StreamViews>();
        services.AddReconciler<IngestionModule, ScheduleReconciler>();
        services.AddReconciler<IngestionModule, SyncReconciler>();
        services.AddReconciler<IngestionModule, BatchReconciler>();
        services.AddReconciler<IngestionModule, RunReconciler>();
        services.AddReconciler<IngestionModule, BackfillReconciler>();
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        RunEndpoints.Map(routes);
        SourceEndpoints.Map(routes);
        BackfillEndpoints.Map(routes);
        PushEndpoints.Map(routes);
        QuarantineEndpoints.Map(routes);
    }
}

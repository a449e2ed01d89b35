using ControlPlane.Lake;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Tenants.Applies;
using ControlPlane.Tenants.Blueprints;
using ControlPlane.Tenants.Offboarding;
using ControlPlane.Tenants.Plans;
using ControlPlane.Tenants.Reconciling;
using ControlPlane.Tenants.Records;
using ControlPlane.Tenants.Specs;
using ControlPlane.Warehouses;

namespace ControlPlane.Tenants;

/// <summary>Who a client is and what they own: spec, plan, apply, drift, offboarding.</summary>
public sealed class TenantsModule : IServiceModule
{
    public string Name => "tenants";

    public IReadOnlyList<Type> Consumers => [];

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.AddWarehouse();
        builder.AddLake();
        builder.Services.AddOptions<TenantsOptions>().BindConfiguration(TenantsOptions.Section);
        builder.Services.AddSingleton<BlueprintCatalog>();
        builder.Services.AddSingleton<SpecCompiler>();
        builder.Services.AddSingleton<Declaration>();
        builder.Services.AddSingleton<TenantPlanner>();
        builder.Services.AddSingleton<PlanApplier>();
        builder.Services.AddSingleton<TenantConditions>();
        builder.Services.AddSingleton<OffboardingSequence>();
        builder.Services.AddReconciler<TenantsModule, TenantReconciler>();
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapBlueprints();
        routes.MapTenants();
        routes.MapPlans();
    }
}

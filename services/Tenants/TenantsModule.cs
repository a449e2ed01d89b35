using ControlPlane.Lake;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Tenants.Access;
using ControlPlane.Tenants.Applies;
using ControlPlane.Tenants.Blueprints;
using ControlPlane.Tenants.Inventory;
using ControlPlane.Tenants.Monitoring;
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

    public IReadOnlyList<Type> Consumers => [typeof(StatementsMeteredConsumer)];

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
        builder.Services.AddSingleton<InventoryReader>();
        builder.Services.AddOffboarding();
        builder.Services.AddReconciler<TenantsModule, TenantReconciler>();
        builder.Services.AddHostedService<MonitorStart>();
        builder.Services.AddReconciler<TenantsModule, MonitorReconciler>();
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapBlueprints();
        routes.MapTenants();
        routes.MapPlans();
        routes.MapOffboarding();
        routes.MapInventory();
        routes.MapApiKeys();
        routes.MapSecrets();
        routes.MapUsage();
    }
}

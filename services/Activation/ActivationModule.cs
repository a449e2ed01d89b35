using System.Net;
using ControlPlane.Activation.Activations;
using ControlPlane.Activation.Blueprints;
using ControlPlane.Activation.Destinations;
using ControlPlane.Activation.Marts;
using ControlPlane.Activation.Planning;
using ControlPlane.Activation.Refreshes;
using ControlPlane.Activation.Status;
using ControlPlane.Activation.Tenants;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Warehouses;

namespace ControlPlane.Activation;

/// <summary>MARTS -> outside tools: reverse ETL, BI refreshes, the per-client mart API.</summary>
public sealed class ActivationModule : IServiceModule
{
    public string Name => "activation";

    public IReadOnlyList<Type> Consumers { get; } =
    [
        typeof(TenantProvisionedConsumer), typeof(TenantQuotaConsumer), typeof(TenantOffboardingConsumer),
        typeof(ModelsPublishedConsumer), typeof(RunCancelledConsumer),
    ];

    public void AddServices(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddWarehouse();
        services.AddOptions<ActivationOptions>().BindConfiguration(ActivationOptions.Section);
        services.AddHttpClient(HttpJsonDestination.ClientName, Patient).ConfigurePrimaryHttpMessageHandler(Handler).RemoveAllLoggers();
        services.AddHttpClient(PowerBiClients.ClientName, Patient).ConfigurePrimaryHttpMessageHandler(Handler).RemoveAllLoggers();
        services.AddSingleton<TenantStore>();
        services.AddSingleton<TenantSecrets>();
        services.AddSingleton<BlueprintFiles>();
        services.AddSingleton<PlanStore>();
        services.AddSingleton<ActivationStore>();
        services.AddSingleton<MartSelection>();
        services.AddSingleton<DestinationFactory>();
        services.AddSingleton<RefreshStore>();
        services.AddSingleton<PowerBiClients>();
        services.AddSingleton<MartReader>();
        services.AddReconciler<ActivationModule, PlanReconciler>();
        services.AddReconciler<ActivationModule, ActivationReconciler>();
        services.AddReconciler<ActivationModule, RefreshReconciler>();
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapMarts();
        routes.MapStatus();
    }

    /// <summary>Each request has a time limit of its own.</summary>
    private static void Patient(HttpClient http) => http.Timeout = Timeout.InfiniteTimeSpan;

    /// <summary>A redirect would carry data and token to an address that nobody declared.</summary>
    private static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        UseCookies = false,
    };
}

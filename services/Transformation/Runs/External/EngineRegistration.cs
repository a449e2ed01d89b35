using ControlPlane.Clients.Dagster;
using ControlPlane.Clients.DbtCloud;

namespace ControlPlane.Transformation.Runs.External;

internal static class EngineRegistration
{
    /// <summary>The engines that are not ours.</summary>
    public static void AddExternalEngines(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<EngineSecrets>();
        services.AddSingleton<EngineEgress>();
        services.AddSingleton<IModelEngine, DbtCoreEngine>();
        services.AddHttpClient(DbtCloudEngine.ClientName, Patient).ConfigurePrimaryHttpMessageHandler(provider => Guarded(provider, DbtCloudClient.NewHandler())).RemoveAllLoggers();
        services.AddHttpClient(DagsterEngine.ClientName, Patient).ConfigurePrimaryHttpMessageHandler(provider => Guarded(provider, DagsterClient.NewHandler())).RemoveAllLoggers();
        services.AddExternal<DbtCloudEngine>();
        services.AddExternal<DagsterEngine>();
    }

    private static void AddExternal<T>(this IServiceCollection services)
        where T : IExternalEngine =>
        services.AddSingleton<IModelEngine>(provider => ActivatorUtilities.CreateInstance<ExternalEngine>(provider, ActivatorUtilities.CreateInstance<T>(provider)));

    private static SocketsHttpHandler Guarded(IServiceProvider provider, SocketsHttpHandler handler) => provider.GetRequiredService<EngineEgress>().Guard(handler);

    /// <summary>Each request has a time limit of its own.</summary>
    private static void Patient(HttpClient http) => http.Timeout = Timeout.InfiniteTimeSpan;
}

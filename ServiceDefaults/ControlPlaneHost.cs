using System.Text.Json.Serialization;
using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Work;
using ControlPlane.Secrets;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Messaging;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.ServiceDefaults.Problems;
using ControlPlane.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ControlPlane.ServiceDefaults;

/// <summary>What every service adds first, and the order in which a process with any set of services starts.</summary>
public static class ControlPlaneHost
{
    /// <summary>Adds what all services share: database, secrets, access, problems, OpenAPI, health, messaging. Call after the modules are added.</summary>
    public static void AddServiceDefaults(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ControlPlaneOptions>().BindConfiguration(ControlPlaneOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new ControlDatabase(provider.GetRequiredService<IOptions<ControlPlaneOptions>>().Value.Database));
        services.AddSingleton<WakeUps>();
        services.AddHostedService(provider => provider.GetRequiredService<WakeUps>());
        services.AddSingleton(provider => ReadMasterKey(provider.GetRequiredService<IOptions<ControlPlaneOptions>>().Value));
        services.AddSingleton<ISecretStore, TableSecretStore>();
        services.AddSingleton<IMigratable>(new SharedMigration(TableSecretStore.Schema, typeof(TableSecretStore)));
        services.AddSingleton<IMigratable>(new SharedMigration(ApiKeys.Schema, typeof(ApiKeys)));
        services.AddAccess();
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context => Problem.Complete(context.ProblemDetails));
        // Also in production a caller is told which part of a request cannot be read.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddFairLimits();
        services.AddExceptionHandler<FaultHandler>();
        services.AddOpenApi("v1");
        services.AddHealthChecks();
        builder.AddTelemetry();
        services.Configure<JsonOptions>(json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));
        builder.AddMessaging([.. services.Select(service => service.ImplementationInstance).OfType<IServiceModule>().Distinct()]);
    }

    /// <summary>Migrates, takes over what a dead process left, and maps every route; these are done while the database works.</summary>
    public static async Task PrepareAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        var migrating = Task.Run(() => MigrateAsync(app.Services, cancellationToken), cancellationToken);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.MapOpenApi();
        app.MapHealthChecks("/health");
        app.MapTelemetry();
        foreach (var module in app.Services.GetServices<IServiceModule>()) module.MapRoutes(app);
        await migrating;
    }

    /// <summary>A service alone in its process.</summary>
    public static async Task RunAsync<TModule>(string[] args, TModule module)
        where TModule : class, IServiceModule
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddModule(module);
        builder.AddServiceDefaults();
        await using var app = builder.Build();
        await app.PrepareAsync(CancellationToken.None);
        await app.RunAsync();
    }

    private static async Task MigrateAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var database = services.GetRequiredService<ControlDatabase>();
        var soleOwner = services.GetRequiredService<IOptions<ControlPlaneOptions>>().Value.SoleOwner;
        foreach (var part in services.GetServices<IMigratable>())
        {
            await part.MigrateAsync(database, services.GetRequiredService<TimeProvider>(), cancellationToken);
            if (soleOwner) await part.ReleaseAsync(cancellationToken);
        }
    }

    private static MasterKey ReadMasterKey(ControlPlaneOptions options) => options switch
    {
        { MasterKey: { Length: > 0 } key } => MasterKey.FromBase64(key),
        { MasterKeyFile: { Length: > 0 } file } => MasterKey.FromFile(file),
        _ => throw new InvalidOperationException("Set ControlPlane:MasterKey or ControlPlane:MasterKeyFile: the key that secrets are encrypted under."),
    };
}

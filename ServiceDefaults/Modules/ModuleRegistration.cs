using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Outbox;
using ControlPlane.Reconciliation.Work;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ControlPlane.ServiceDefaults.Modules;

public static class ModuleRegistration
{
    /// <summary>Registers a module, its state and the relay of its outbox.</summary>
    public static void AddModule<TModule>(this IHostApplicationBuilder builder, TModule module)
        where TModule : class, IServiceModule
    {
        builder.Services.AddSingleton(module);
        builder.Services.AddSingleton<IServiceModule>(module);
        builder.Services.AddSingleton<ServiceState<TModule>>();
        builder.Services.AddSingleton<IMigratable, ModuleMigration<TModule>>();
        builder.Services.AddSingleton<IHostedService>(services => new OutboxRelay(
            services.GetRequiredService<ControlDatabase>(), services.GetRequiredService<ServiceState<TModule>>().Outbox, services.GetRequiredService<IBus>(),
            services.GetService<ConsumeReceipts>(), services.GetRequiredService<WakeUps>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<OutboxRelay>>()));
        module.AddServices(builder);
    }

    /// <summary>Has a reconciler do the work rows of its kind in this module's queue.</summary>
    public static void AddReconciler<TModule, TReconciler>(this IServiceCollection services)
        where TModule : class, IServiceModule
        where TReconciler : class, IReconciler
    {
        services.AddSingleton<TReconciler>();
        services.AddSingleton<IHostedService>(provider => new ReconcileLoop(
            provider.GetRequiredService<TReconciler>(), provider.GetRequiredService<ServiceState<TModule>>().Work, provider.GetRequiredService<WakeUps>(),
            provider.GetRequiredService<TimeProvider>(), Random.Shared, provider.GetRequiredService<ILogger<ReconcileLoop>>()));
    }
}

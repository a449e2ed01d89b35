using ControlPlane.Reconciliation.Outbox;
using ControlPlane.ServiceDefaults.Modules;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ControlPlane.ServiceDefaults.Messaging;

internal static class MessagingRegistration
{
    public static void AddMessaging(this IHostApplicationBuilder builder, IEnumerable<IServiceModule> modules)
    {
        var options = builder.Configuration.GetSection(MessagingOptions.Section).Get<MessagingOptions>() ?? new MessagingOptions();
        var consumers = modules.SelectMany(module => module.Consumers).ToList();
        builder.Services.AddMassTransit(bus =>
        {
            foreach (var consumer in consumers) bus.AddConsumer(consumer);
            // With the namespace: two services may each have a consumer of the same name, and each must get its own copy.
            bus.SetEndpointNameFormatter(new KebabCaseEndpointNameFormatter(null, includeNamespace: true));
            if (options.Transport == Transport.RabbitMq) UseRabbitMq(bus, options);
            else bus.UsingInMemory((context, transport) => { Retry(transport, 15); transport.ConfigureEndpoints(context); });
        });
        if (options.Transport != Transport.InMemory) return;
        builder.Services.AddSingleton(new ConsumeReceipts(consumers));
        builder.Services.AddSingleton<IConsumeObserver>(services => services.GetRequiredService<ConsumeReceipts>());
    }

    private static void UseRabbitMq(IBusRegistrationConfigurator bus, MessagingOptions options)
    {
        var address = options.RabbitMq ?? throw new InvalidOperationException("Messaging:RabbitMq must hold the broker's address when Messaging:Transport is RabbitMq.");
        bus.UsingRabbitMq((context, transport) =>
        {
            transport.Host(address);
            Retry(transport, 10_000);
            transport.ConfigureEndpoints(context);
        });
    }

    /// <summary>
    /// Consumers only write a row, so a failure means that the database is away for a while. In memory the outbox publishes again what was
    /// not handled, so a copy may give up after two minutes; a broker's copy is the only one, so it goes on for days.
    /// </summary>
    private static void Retry(IBusFactoryConfigurator transport, int attempts) =>
        transport.UseMessageRetry(retry => retry.Exponential(attempts, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(15), TimeSpan.FromMilliseconds(200)));
}

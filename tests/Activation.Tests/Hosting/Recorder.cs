using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Activation;
using ControlPlane.ServiceDefaults.Modules;
using MassTransit;

namespace ControlPlane.Activation.Tests.Hosting;

/// <summary>Another service that listens to what activation publishes.</summary>
internal sealed class RecorderModule : IServiceModule
{
    public string Name => "recorder";

    public IReadOnlyList<Type> Consumers => [typeof(Recorder)];

    public void AddServices(IHostApplicationBuilder builder) => builder.Services.AddSingleton<Recorded>();

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
    }
}

internal sealed class Recorded
{
    public ConcurrentQueue<StageChanged> Stages { get; } = new();

    public ConcurrentQueue<ActivationsPlanned> Plans { get; } = new();

    public ConcurrentQueue<ActivationAccounted> Ledger { get; } = new();
}

internal sealed class Recorder(Recorded recorded) : IConsumer<StageChanged>, IConsumer<ActivationsPlanned>, IConsumer<ActivationAccounted>
{
    public Task Consume(ConsumeContext<StageChanged> context)
    {
        recorded.Stages.Enqueue(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<ActivationsPlanned> context)
    {
        recorded.Plans.Enqueue(context.Message);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<ActivationAccounted> context)
    {
        recorded.Ledger.Enqueue(context.Message);
        return Task.CompletedTask;
    }
}

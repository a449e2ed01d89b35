using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants;
using ControlPlane.ServiceDefaults.Modules;
using MassTransit;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ControlPlane.Tenants.Tests.Hosting;

/// <summary>A service that only listens to what the tenants service says.</summary>
internal sealed class RecorderModule : IServiceModule
{
    public string Name => "recorder";

    public IReadOnlyList<Type> Consumers => [typeof(RecordingConsumer)];

    public void AddServices(IHostApplicationBuilder builder)
    {
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
    }
}

public sealed class RecordedMessages
{
    private readonly ConcurrentQueue<ITenantMessage> _messages = new();

    public void Add(ITenantMessage message) => _messages.Enqueue(message);

    public IReadOnlyList<T> Of<T>(TenantId tenant) where T : ITenantMessage => [.. _messages.OfType<T>().Where(message => message.Tenant == tenant)];
}

public sealed class RecordingConsumer(RecordedMessages messages)
    : IConsumer<TenantProvisioned>, IConsumer<TenantOffboarding>, IConsumer<TenantSuspended>, IConsumer<TenantResumed>, IConsumer<QuotaNoticed>
{
    public Task Consume(ConsumeContext<TenantProvisioned> context) => Add(context.Message);

    public Task Consume(ConsumeContext<TenantOffboarding> context) => Add(context.Message);

    public Task Consume(ConsumeContext<TenantSuspended> context) => Add(context.Message);

    public Task Consume(ConsumeContext<TenantResumed> context) => Add(context.Message);

    public Task Consume(ConsumeContext<QuotaNoticed> context) => Add(context.Message);

    private Task Add(ITenantMessage message)
    {
        messages.Add(message);
        return Task.CompletedTask;
    }
}

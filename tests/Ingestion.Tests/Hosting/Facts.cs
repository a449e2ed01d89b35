using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using MassTransit;

namespace ControlPlane.Ingestion.Tests.Hosting;

/// <summary>Everything that the service told the others.</summary>
public sealed class Facts
{
    private readonly ConcurrentQueue<ITenantMessage> _all = new();

    public IReadOnlyList<ITenantMessage> All => [.. _all];

    public IEnumerable<T> Of<T>() => _all.OfType<T>();

    /// <summary>The newest state of one stage.</summary>
    public StageChanged? Stage(Guid run, string stage, string name) =>
        Of<StageChanged>().Where(one => one.Run == run && one.Stage == stage && one.Name == name).MaxBy(one => one.Version);

    /// <summary>The newest entry of each batch of a run.</summary>
    public IReadOnlyList<BatchAccounted> Ledger(Guid run) => [.. Of<BatchAccounted>().Where(one => one.Run == run).GroupBy(one => one.Batch).Select(all => all.MaxBy(one => one.Version)!)];

    internal void Add(ITenantMessage message) => _all.Enqueue(message);
}

/// <summary>Stands for the other services.</summary>
public sealed class Listener(Facts facts) : IConsumer<RunStarted>, IConsumer<StageChanged>, IConsumer<BatchAccounted>, IConsumer<IngestionFinished>, IConsumer<RunCancelled>,
    IConsumer<StreamSchemaChanged>, IConsumer<SyncWarned>
{
    public Task Consume(ConsumeContext<RunStarted> context) => Keep(context.Message);

    public Task Consume(ConsumeContext<StageChanged> context) => Keep(context.Message);

    public Task Consume(ConsumeContext<BatchAccounted> context) => Keep(context.Message);

    public Task Consume(ConsumeContext<IngestionFinished> context) => Keep(context.Message);

    public Task Consume(ConsumeContext<RunCancelled> context) => Keep(context.Message);

    public Task Consume(ConsumeContext<StreamSchemaChanged> context) => Keep(context.Message);

    public Task Consume(ConsumeContext<SyncWarned> context) => Keep(context.Message);

    private Task Keep(ITenantMessage message)
    {
        facts.Add(message);
        return Task.CompletedTask;
    }
}

using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Transformation;

namespace ControlPlane.Transformation.Tests.Runs;

/// <summary>What the service told the others.</summary>
internal sealed class PublishedFacts
{
    private readonly ConcurrentQueue<ITenantMessage> _messages = new();

    public Task AddAsync(ITenantMessage message)
    {
        _messages.Enqueue(message);
        return Task.CompletedTask;
    }

    public ModelsPublished? Published(Guid run) => _messages.OfType<ModelsPublished>().FirstOrDefault(message => message.Run == run);

    public ModelsRefused? Refused(Guid run) => _messages.OfType<ModelsRefused>().FirstOrDefault(message => message.Run == run);

    public int Count(Guid run) => _messages.Count(message => (message as ModelsPublished)?.Run == run || (message as ModelsRefused)?.Run == run);

    /// <summary>The newest state of a stage, waited for until it has this status.</summary>
    public Task<StageChanged> StageAsync(Guid run, string stage, StageStatus status) => Testing.Eventually.GetAsync($"stage {stage} is {status}", () => Task.FromResult(
        _messages.OfType<StageChanged>().Where(message => message.Run == run && message.Stage == stage).MaxBy(message => message.Version) is { } newest && newest.Status == status ? newest : null));
}

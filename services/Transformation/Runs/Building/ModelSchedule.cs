using System.Threading.Channels;
using ControlPlane.Transformation.Compilation;

namespace ControlPlane.Transformation.Runs.Building;

/// <summary>Does models as soon as everything that they depend on is done, several at once; what depends on a failed one is skipped.</summary>
internal sealed class ModelSchedule
{
    private readonly Lock _lock = new();
    private readonly Channel<Model> _ready = Channel.CreateUnbounded<Model>();
    private readonly Dictionary<string, int> _waitingFor;
    private readonly Dictionary<string, List<Model>> _dependents;
    private readonly Dictionary<string, string> _blockedBy = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<Model> _models;
    private int _left;

    public ModelSchedule(IReadOnlyList<Model> models)
    {
        _models = models;
        _left = models.Count;
        _waitingFor = models.ToDictionary(model => model.Name, model => model.DependsOn.Count, StringComparer.Ordinal);
        _dependents = models.SelectMany(model => model.DependsOn.Select(parent => (parent, model)))
            .GroupBy(pair => pair.parent, pair => pair.model, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
    }

    /// <param name="work">One of <paramref name="threads"/> workers: takes models from the sequence until it ends, and answers each with <see cref="DoneAsync"/>.</param>
    public async Task RunAsync(int threads, Func<IAsyncEnumerable<Model>, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        foreach (var model in _models.Where(model => model.DependsOn.Count == 0)) _ready.Writer.TryWrite(model);
        if (_left == 0) _ready.Writer.Complete();
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var workers = Enumerable.Range(0, Math.Clamp(threads, 1, Math.Max(1, _models.Count))).Select(_ => GuardAsync(any, work)).ToList();
        await Task.WhenAll(workers);
    }

    /// <summary>Releases what waited for the model. When it failed, what depends on it is passed to <paramref name="skip"/> instead, each once.</summary>
    public async Task DoneAsync(Model model, bool succeeded, Func<Model, string, Task> skip)
    {
        var skipped = new List<(Model Model, string Because)>();
        lock (_lock) Release(model, succeeded ? null : model.Name, skipped);
        foreach (var (dependent, because) in skipped) await skip(dependent, because);
        // Only now: the workers end when nothing is left, and skipped models must be recorded by then.
        lock (_lock)
        {
            _left -= 1 + skipped.Count;
            if (_left == 0) _ready.Writer.TryComplete();
        }
    }

    private void Release(Model model, string? failed, List<(Model Model, string Because)> skipped)
    {
        foreach (var dependent in _dependents.GetValueOrDefault(model.Name) ?? [])
        {
            if (failed is not null) _blockedBy.TryAdd(dependent.Name, failed);
            if (--_waitingFor[dependent.Name] > 0) continue;
            if (_blockedBy.TryGetValue(dependent.Name, out var because))
            {
                skipped.Add((dependent, because));
                Release(dependent, because, skipped);
            }
            else
            {
                _ready.Writer.TryWrite(dependent);
            }
        }
    }

    private async Task GuardAsync(CancellationTokenSource any, Func<IAsyncEnumerable<Model>, CancellationToken, Task> work)
    {
        try
        {
            await work(_ready.Reader.ReadAllAsync(any.Token), any.Token);
        }
        catch
        {
            // The others stop too, and the first failure is what the run sees.
            await any.CancelAsync();
            throw;
        }
    }
}

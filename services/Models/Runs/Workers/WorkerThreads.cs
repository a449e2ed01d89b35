using ControlPlane.Models.Adapters;

namespace ControlPlane.Models.Runs.Workers;

/// <summary>The threads of a run. Each has a session of its own, since an engine's call holds its thread.</summary>
internal sealed class WorkerThreads : IDisposable
{
    // Macros call macros, and each call of a template is several of the interpreter.
    private const int StackBytes = 16 * 1024 * 1024;

    private readonly List<Worker> _workers = [];
    private readonly List<Exception> _failures = [];

    public WorkerThreads(int count, IAdapter adapter, CancellationToken cancellationToken, bool commentsBehind = false)
    {
        for (var number = 1; number <= Math.Max(1, count); number++) _workers.Add(new Worker($"Thread-{number} (worker)", adapter, cancellationToken) { CommentsBehind = commentsBehind });
    }

    public Worker First => _workers[0];

    /// <summary>Runs the work on every thread and waits for all.</summary>
    public void Run(Action<Worker> work)
    {
        var threads = _workers.Select(worker => new Thread(() => Guard(work, worker), StackBytes) { IsBackground = true, Name = worker.Name }).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        lock (_failures) if (_failures.Count > 0) throw new InvalidOperationException($"A thread of the run ended: {_failures[0].Message}", _failures[0]);
    }

    /// <summary>Gives what was running and is ended.</summary>
    public IReadOnlyList<string> Cancel() => [.. _workers.Select(worker => (worker.UniqueId, IsCancelled: worker.Cancel())).Where(pair => pair.IsCancelled).Select(pair => pair.UniqueId!)];

    public void Dispose() => _workers.ForEach(worker => worker.Dispose());

    private void Guard(Action<Worker> work, Worker worker)
    {
        try
        {
            work(worker);
        }
#pragma warning disable CA1031 // Nobody sees what a thread throws; the run tells of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            lock (_failures) _failures.Add(e);
        }
    }
}

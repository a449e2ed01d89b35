using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Microbatch;
using ControlPlane.Models.Runs.Nodes;
using ControlPlane.Models.Runs.Preparation;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Scheduling;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs;

/// <summary>Runs the selected nodes of a parsed project: each when all before it is done, several at a time.</summary>
public sealed class ProjectRun(IRuntimeRenderer renderer, RunOptions options, IRunObserver observer, TimeProvider time)
{
    private readonly SerialObserver _observer = new(observer);
    private readonly List<NodeResult> _results = [];
    private NodeResult? _failedFast;

    /// <summary>
    /// What became of each node; a failure of a node is its result. Cancelling ends the statements on the server and skips what has not run.
    /// </summary>
    /// <exception cref="Adapters.AdapterException">The engine cannot be reached, or a schema cannot be made.</exception>
    /// <exception cref="RunException">A hook's template is wrong, or something selected is not there.</exception>
    public RunResult Execute(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var plan = RunPlan.For(renderer.Manifest, options);
        if (plan.Selected.Count == 0)
        {
            _observer.On(new NothingSelected());
            return End(started, isCancelled: false);
        }
        var queue = new GraphQueue(plan.Queued);
        var target = new TargetFolder(renderer.Manifest.Projects.Root.Folder, options.TargetPath);
        var run = new RunContext(renderer, options, _observer, time, queue, target);
        using var main = new Worker("main", renderer.Adapter, cancellationToken) { Comment = options.OwnComment, CommentsBehind = options.CommentsBehind };
        using var threads = new WorkerThreads(ThreadCount(plan), renderer.Adapter, cancellationToken, options.CommentsBehind);
        using var stop = cancellationToken.Register(() =>
        {
            Stop(queue, threads);
            main.CancelAll();
        });
        _observer.On(new RunStarted(plan.Count, options.Threads, renderer.Adapter.Target.TargetName));
        try
        {
            Prepare(run, plan, main);
            threads.First.TakeFrom(main);
            Work(run, plan, threads);
            AddSkipped(plan, cancellationToken.IsCancellationRequested);
            if (!cancellationToken.IsCancellationRequested) Finish(run, main, threads);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && NodePass.IsBrokenOff(exception))
        {
            // A statement of a hook, or one that lists what there is.
            AddSkipped(plan, isCancelled: true);
        }
        return End(started, cancellationToken.IsCancellationRequested);
    }

    /// <summary>Whether hooks run and schemas are made: compiling and looking change nothing.</summary>
    private bool Writes => options.Command is not (RunCommand.Compile or RunCommand.Show or RunCommand.Freshness);

    /// <summary>No more than there is to do; a microbatch model keeps several busy.</summary>
    private int ThreadCount(RunPlan plan)
    {
        var useful = plan.Selected.Any(MicrobatchRunner.Handles) ? int.MaxValue : Math.Max(1, plan.Queued.Nodes.Count);
        return Math.Min(Math.Min(options.Threads, renderer.Adapter.Traits.MaxConnections ?? int.MaxValue), useful);
    }

    private void Prepare(RunContext run, RunPlan plan, Worker main)
    {
        if (Writes) RunSchemas.Prepare(run, plan.Selected, main);
        if (options.StartHooks && options.Command is not (RunCommand.Compile or RunCommand.Show or RunCommand.Clone)) Keep(new ProjectHooks(run).Run(ProjectHooks.Start, main, NoNames));
    }

    private void Work(RunContext run, RunPlan plan, WorkerThreads threads)
    {
        var numbers = new NodeNumbers(plan.Count);
        var turn = new NodeTurn(run, plan, new SkipMarks(plan.Whole, options.Command), numbers, result => KeepNode(result, run, threads));
        threads.Run(worker =>
        {
            try
            {
                while (run.Queue.TryTake(turn.Assign, out var id, out var errand))
                {
                    if (errand is not null)
                    {
                        errand(worker);
                        continue;
                    }
                    turn.Take(id!, worker);
                    run.Queue.Done(id!);
                }
            }
            catch
            {
                // The others would wait for this thread's node for ever.
                run.Queue.Stop();
                throw;
            }
        });
        if (_failedFast is not null) _observer.On(new FailedFast(_failedFast));
    }

    private void KeepNode(NodeResult result, RunContext run, WorkerThreads threads)
    {
        var isShown = result.Node is not ManifestNode { IsEphemeral: true } || options.KeepsEphemeral;
        lock (_results)
        {
            // What the first failure or a cancellation breaks off is skipped, not failed.
            if (_failedFast is not null && result.Status is not (NodeStatus.Success or NodeStatus.Pass or NodeStatus.Warn)) return;
            if (isShown) _results.Add(result);
            if (_failedFast is not null || !renderer.Manifest.Invocation.FailFast || result.Status is not (NodeStatus.Error or NodeStatus.Fail or NodeStatus.PartialSuccess)) return;
            _failedFast = result;
        }
        Stop(run.Queue, threads);
    }

    private void Stop(GraphQueue queue, WorkerThreads threads)
    {
        queue.Stop();
        foreach (var id in threads.Cancel()) _observer.On(new StatementCancelled(id));
    }

    private void AddSkipped(RunPlan plan, bool isCancelled)
    {
        if (_failedFast is null && !isCancelled) return;
        var done = _results.Select(result => result.Node.UniqueId).ToHashSet(StringComparer.Ordinal);
        var message = isCancelled ? "Skipping because the run was cancelled" : "Skipping due to fail_fast";
        // Unit tests belong to the turn of their model, which is told of.
        var within = plan.UnitTestsOf.Values.SelectMany(tests => tests).Select(test => test.UniqueId).ToHashSet(StringComparer.Ordinal);
        foreach (var node in plan.Selected.Where(node => !done.Contains(node.UniqueId) && !within.Contains(node.UniqueId) && node is not ManifestNode { IsEphemeral: true }))
            _results.Add(NodePass.ResultOf(node, new(NodeStatus.Skipped, message), "main"));
    }

    private void Finish(RunContext run, Worker main, WorkerThreads threads)
    {
        if (!options.EndHooks || options.Command is RunCommand.Compile or RunCommand.Show or RunCommand.Clone) return;
        var hooks = new ProjectHooks(run);
        if (!hooks.Any(ProjectHooks.End)) return;
        main.TakeFrom(threads.First);
        Keep(hooks.Run(ProjectHooks.End, main, EndNames.Of(run, _results)));
    }

    private void Keep(IEnumerable<NodeResult> results) => _results.AddRange(results);

    private RunResult End(long started, bool isCancelled)
    {
        var result = new RunResult([.. _results], time.GetUtcNow(), time.GetElapsedTime(started).TotalSeconds, isCancelled);
        _observer.On(new RunEnded(result));
        return result;
    }

    private static IReadOnlyDictionary<string, object?> NoNames { get; } = new Dictionary<string, object?>(StringComparer.Ordinal);
}

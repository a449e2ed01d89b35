using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Workers;
using ControlPlane.Templating;

namespace ControlPlane.Models.Runs.Nodes;

/// <summary>One node from its start to its result: timed, and whatever goes wrong is the result rather than the end of the run.</summary>
internal sealed class NodePass(INodeRunner runner, TimeProvider time)
{
    public NodeResult Run(GraphNode node, Worker worker)
    {
        var started = time.GetTimestamp();
        var timing = new List<NodeTiming>();
        var outcome = new NodeOutcome(NodeStatus.Success);
        worker.UniqueId = node.UniqueId;
        worker.Isolate();
        try
        {
            Timed(timing, "compile", () => runner.Compile(node, worker));
            if (runner.RunsEphemeral || node is not ManifestNode { IsEphemeral: true }) Timed(timing, "execute", () => outcome = runner.Execute(node, worker));
        }
#pragma warning disable CA1031 // Whatever a node's macros and engine throw is told as that node's error.
        catch (Exception e)
#pragma warning restore CA1031
        {
            outcome = worker.CancellationToken.IsCancellationRequested && IsBrokenOff(e)
                ? new(NodeStatus.Skipped, "Skipping because the run was cancelled")
                : new(runner.ErrorStatus, ErrorText.Of(e, node));
        }
        finally
        {
            worker.Release();
            worker.UniqueId = null;
        }
        return ResultOf(node, outcome, worker.Name) with { Timing = timing, ExecutionSeconds = time.GetElapsedTime(started).TotalSeconds };
    }

    public static NodeResult ResultOf(GraphNode node, NodeOutcome outcome, string thread)
    {
        var compiled = outcome.CompiledAs ?? (node as ManifestNode is { ResourceType: not ResourceType.Seed } own ? own : null);
        return new()
        {
            Node = node, Status = outcome.Status, Message = outcome.Message, Failures = outcome.Failures, ThreadId = thread,
            AdapterResponse = outcome.Response?.ToValues() ?? [],
            Batches = outcome.Batches, Table = outcome.Table, Age = outcome.Age,
            Compiled = compiled?.IsCompiled, CompiledCode = compiled?.CompiledCode, RelationName = compiled?.RelationName, CompiledPath = compiled?.CompiledPath,
        };
    }

    /// <summary>What a cancelled statement, or one that was not begun any more, throws.</summary>
    public static bool IsBrokenOff(Exception e) =>
        e is OperationCanceledException or AdapterException || (e is TemplateException or RunException && e.InnerException is { } inner && IsBrokenOff(inner));

    private void Timed(List<NodeTiming> timing, string name, Action work)
    {
        var started = time.GetUtcNow();
        try
        {
            work();
        }
        finally
        {
            timing.Add(new(name, started, time.GetUtcNow()));
        }
    }
}

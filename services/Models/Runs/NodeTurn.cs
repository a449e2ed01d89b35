using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Nodes;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Scheduling;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs;

/// <summary>A node's turn on a thread: skipped or run, told of, and its consequences for those after it.</summary>
internal sealed class NodeTurn(RunContext run, RunPlan plan, SkipMarks marks, NodeNumbers numbers, Action<NodeResult> keep)
{
    private readonly NodeRunners _runners = new(run);

    /// <summary>Called as the queue gives a node out, before any other is.</summary>
    public void Assign(string uniqueId)
    {
        foreach (var test in UnitTestsOf(uniqueId)) numbers.Assign(test.UniqueId);
        if (run.Manifest.Find(uniqueId) is not ManifestNode { IsEphemeral: true }) numbers.Assign(uniqueId);
    }

    public void Take(string uniqueId, Worker worker)
    {
        foreach (var test in UnitTestsOf(uniqueId))
        {
            // A unit test of a model that is skipped is skipped too; one that fails skips its model.
            if (marks.IsMarked(uniqueId, out _)) marks.Mark(test.UniqueId);
            var result = Pass(test, worker);
            if (marks.StopsOthers(result.Status)) marks.Mark(uniqueId);
        }
        Pass(run.Manifest.Find(uniqueId)!, worker);
    }

    private List<UnitTest> UnitTestsOf(string uniqueId) => plan.UnitTestsOf.GetValueOrDefault(uniqueId) ?? [];

    private NodeResult Pass(GraphNode node, Worker worker)
    {
        var runner = _runners.For(node);
        var result = marks.IsMarked(node.UniqueId, out var cause) ? Skip(node, runner, cause, worker) : Run(node, runner, worker);
        keep(result);
        marks.Heed(result);
        return result;
    }

    private NodeResult Run(GraphNode node, INodeRunner runner, Worker worker)
    {
        var isQuiet = node is ManifestNode { IsEphemeral: true };
        var description = isQuiet ? "" : runner.Describe(node);
        if (!isQuiet && runner.TellsStart) run.Observer.On(new NodeStarted(node, description, numbers.Of(node.UniqueId), numbers.Total));
        worker.Comment = run.Options.Comment?.Invoke(node);
        var result = new NodePass(runner, run.Time).Run(node, worker);
        if (!isQuiet) run.Observer.On(new NodeFinished(result, description, numbers.Of(node.UniqueId), numbers.Total));
        return result;
    }

    private NodeResult Skip(GraphNode node, INodeRunner runner, NodeResult? cause, Worker worker)
    {
        var message = cause is null ? null
            : $"Compilation Error in {node.UniqueId}, caused by compilation error in referenced ephemeral model {cause.Node.UniqueId}";
        var result = NodePass.ResultOf(node, new(NodeStatus.Skipped, message), worker.Name);
        if (node is not ManifestNode { IsEphemeral: true }) run.Observer.On(new NodeFinished(result, runner.Describe(node), numbers.Of(node.UniqueId), numbers.Total, cause));
        return result;
    }
}

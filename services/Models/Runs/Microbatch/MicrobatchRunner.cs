using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Nodes;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs.Microbatch;

/// <summary>
/// Runs a microbatch model batch by batch. The first and the last are alone (hooks run with them); those between may run at the same time where the
/// engine and the model allow it. A first batch that fails skips the others; any other failure makes a partial success.
/// </summary>
internal sealed class MicrobatchRunner(RunContext run) : INodeRunner
{
    public static bool Handles(GraphNode node) =>
        node is ManifestNode { ResourceType: ResourceType.Model, Config.Materialized: "incremental" } && node.Config.Text("incremental_strategy") == "microbatch";

    public string Describe(GraphNode node) => $"{((ManifestNode)node).Language} microbatch model {run.NameOf((ManifestNode)node)}";

    public void Compile(GraphNode node, Worker worker)
    {
        // Each batch is compiled on its own.
    }

    public NodeOutcome Execute(GraphNode node, Worker worker)
    {
        var model = (ManifestNode)node;
        var previous = run.Options.PreviousBatches.GetValueOrDefault(model.UniqueId);
        var existing = Existing(model);
        var isIncremental = existing?.Type == RelationType.Table && !(model.Config.Flag("full_refresh") ?? run.Invocation.FullRefresh ?? false);
        var plan = previous is null
            ? BatchPlan.For(model, isIncremental, run.Invocation.EventTimeStart, run.Invocation.EventTimeEnd, run.Invocation.StartedAt)
            : new BatchPlan(BatchPlan.SizeOf(model), previous.Failed);
        var passes = new BatchPasses(run, model, plan, worker);
        passes.Run(isIncremental, existing is not null);
        return Outcome(passes.Results, previous);
    }

    private Relation? Existing(ManifestNode model)
    {
        var relation = run.RelationOf(model);
        return run.Adapter.Relations.Find(relation.Schema, relation.Identifier);
    }

    private static NodeOutcome Outcome(IReadOnlyList<(Batch Batch, NodeResult Result)> results, BatchResults? previous)
    {
        List<Batch> Those(bool successful) => [.. results.Where(pair => pair.Result.Status == NodeStatus.Success == successful).Select(pair => pair.Batch).OrderBy(batch => batch.Start)];
        var (good, bad) = (Those(true), Those(false));
        var (status, message) = bad.Count == 0 ? (NodeStatus.Success, "SUCCESS")
            : good.Count == 0 ? (NodeStatus.Error, "ERROR")
            : (NodeStatus.PartialSuccess, $"PARTIAL SUCCESS ({good.Count}/{good.Count + bad.Count})");
        return new(status, message) { Failures = 0, Batches = new([.. good, .. previous?.Successful ?? []], bad) };
    }
}

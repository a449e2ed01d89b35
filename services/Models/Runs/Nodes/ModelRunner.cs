using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs.Nodes;

/// <summary>Runs the materialization of a model or snapshot.</summary>
internal sealed class ModelRunner(RunContext run) : INodeRunner
{
    public string Describe(GraphNode node) =>
        node.ResourceType == ResourceType.Snapshot ? $"snapshot {run.NameOf((ManifestNode)node)}"
        : $"{((ManifestNode)node).Language} {node.Config.Materialized} model {run.NameOf((ManifestNode)node)}";

    public void Compile(GraphNode node, Worker worker) => run.Compile((ManifestNode)node, worker);

    public NodeOutcome Execute(GraphNode node, Worker worker) => run.Materialize((ManifestNode)node, worker);
}

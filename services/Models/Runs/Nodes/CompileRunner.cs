using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs.Nodes;

/// <summary>Only compiles.</summary>
internal sealed class CompileRunner(RunContext run) : INodeRunner
{
    public bool TellsStart => false;

    public string Describe(GraphNode node) => $"{node.ResourceType.Name()} {node.Name}";

    public void Compile(GraphNode node, Worker worker)
    {
        if (node is ManifestNode { ResourceType: not ResourceType.Seed } own) run.Compile(own, worker);
    }

    public NodeOutcome Execute(GraphNode node, Worker worker) => new(NodeStatus.Success);
}

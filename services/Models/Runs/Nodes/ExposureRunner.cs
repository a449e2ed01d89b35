using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs.Nodes;

/// <summary>There is nothing to do for what uses models elsewhere; it is told of as passed by.</summary>
internal sealed class ExposureRunner : INodeRunner
{
    public bool TellsStart => false;

    public string Describe(GraphNode node) => $"{node.ResourceType.Name().Replace('_', ' ')} {node.Name}";

    public void Compile(GraphNode node, Worker worker)
    {
    }

    public NodeOutcome Execute(GraphNode node, Worker worker) => new(NodeStatus.NoOp, "NO-OP") { Failures = 0 };
}

using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs.Nodes;

/// <summary>Makes a node here of what another environment has of it: a copy where the engine has cheap ones, else a view.</summary>
internal sealed class CloneRunner(RunContext run) : INodeRunner
{
    private static readonly MaterializationInputs Clone = new() { Materialization = "clone" };

    public bool TellsStart => false;

    public string Describe(GraphNode node) => $"clone of {run.NameOf((ManifestNode)node)}";

    public void Compile(GraphNode node, Worker worker)
    {
    }

    public NodeOutcome Execute(GraphNode node, Worker worker)
    {
        var result = run.Renderer.Materialize((ManifestNode)node, worker.Connection, Clone);
        return result.Main is { } main ? new(NodeStatus.Success, main.Response.Message) { Response = main.Response } : new(NodeStatus.Success, "No-op");
    }
}

using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs.Nodes;

/// <summary>Runs a node's materialization and keeps the relations that it made in mind.</summary>
internal static class NodeMaterializer
{
    public static NodeOutcome Materialize(this RunContext run, ManifestNode node, Worker worker, MaterializationInputs? inputs = null)
    {
        var result = run.Renderer.Materialize(node, worker.Connection, inputs);
        foreach (var relation in result.Relations) run.Adapter.Relations.Add(relation);
        var main = result.Main ?? throw new RunException("main is not being called during running model");
        return new(NodeStatus.Success, main.Response.Message) { Response = main.Response };
    }
}

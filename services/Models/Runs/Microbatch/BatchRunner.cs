using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Nodes;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs.Microbatch;

/// <summary>One batch: compiled with its bounds, then materialized with them.</summary>
/// <param name="suffix">Of the file that the batch's SQL is written to.</param>
internal sealed class BatchRunner(RunContext run, MaterializationInputs inputs, string suffix) : INodeRunner
{
    public string Describe(GraphNode node) => node.Name;

    public void Compile(GraphNode node, Worker worker)
    {
        run.Renderer.Compile((ManifestNode)node, () => worker.Connection, inputs);
        run.Target.WriteCompiled((ManifestNode)node, suffix);
    }

    public NodeOutcome Execute(GraphNode node, Worker worker) => run.Materialize((ManifestNode)node, worker, inputs);
}

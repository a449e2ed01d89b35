using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs.Nodes;

/// <summary>Loads the rows of a file.</summary>
internal sealed class SeedRunner(RunContext run) : INodeRunner
{
    private const int Sample = 10;

    public string Describe(GraphNode node) => $"seed file {run.NameOf((ManifestNode)node)}";

    public void Compile(GraphNode node, Worker worker)
    {
    }

    public NodeOutcome Execute(GraphNode node, Worker worker)
    {
        var outcome = run.Materialize((ManifestNode)node, worker);
        return run.Options.ShowSeeds || run.Options.Command == RunCommand.Show ? outcome with { Table = Rows((ManifestNode)node, worker) } : outcome;
    }

    private ResultTable Rows(ManifestNode node, Worker worker)
    {
        var limit = run.Options.Command == RunCommand.Show ? run.Options.Limit : Sample;
        return worker.Connection.Execute($"select * from {run.RelationOf(node).Render()}{(limit is null ? "" : $" limit {limit}")}", fetch: true).Table;
    }
}

using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs.Nodes;

/// <summary>Asks for a few rows of what a node's query gives, without making anything.</summary>
internal sealed class ShowRunner(RunContext run) : INodeRunner
{
    public bool TellsStart => false;

    public bool RunsEphemeral => true;

    public string Describe(GraphNode node) => $"{node.ResourceType.Name()} {node.Name}";

    public void Compile(GraphNode node, Worker worker) => run.Compile((ManifestNode)node, worker);

    public NodeOutcome Execute(GraphNode node, Worker worker)
    {
        var own = (ManifestNode)node;
        var named = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["compiled_code"] = own.CompiledCode, ["sql_header"] = own.Config["sql_header"], ["limit"] = run.Options.Limit,
        };
        own.CompiledCode = Convert.ToString(run.Renderer.Call("get_show_sql", worker.Connection, [], named, own), System.Globalization.CultureInfo.InvariantCulture);
        var (response, table) = worker.Connection.Execute(own.CompiledCode!, fetch: true);
        return new(NodeStatus.Success) { Response = response, Table = table };
    }
}

using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Nodes;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Workers;
using ControlPlane.Templating;

namespace ControlPlane.Models.Runs.UnitTests;

/// <summary>Runs a model's query on a test's rows and compares what it gives with what was expected, whatever the order.</summary>
internal sealed class UnitTestRunner(RunContext run) : INodeRunner
{
    private const string Side = "actual_or_expected";

    public string Describe(GraphNode node) => $"unit_test {((UnitTest)node).Model}::{Name((UnitTest)node)}";

    public void Compile(GraphNode node, Worker worker)
    {
        // Its query is made of the tested model's when it runs.
    }

    public NodeOutcome Execute(GraphNode node, Worker worker)
    {
        var (own, inputs) = new UnitTestNodes(run.Manifest, (UnitTest)node).Make();
        run.Renderer.Compile(own, () => worker.Connection, inputs);
        run.Target.WriteCompiled(own);
        var main = Ask(own, worker);
        var diff = RowDiff.Of(Rows(main.Table, "expected"), Rows(main.Table, "actual"));
        return diff is null
            ? new(NodeStatus.Pass) { Failures = 0, Response = main.Response, CompiledAs = own }
            : new(NodeStatus.Fail, $"\n\nactual differs from expected:\n\n{diff}\n") { Failures = 1, Response = main.Response, CompiledAs = own };
    }

    private StatementResult Ask(ManifestNode own, Worker worker)
    {
        try
        {
            // What a test replaces is for the model's own text only.
            return run.Renderer.Materialize(own, worker.Connection).Main ?? throw new RunException("main is not being called during running model");
        }
        catch (Exception e) when (e is AdapterException or TemplateException)
        {
            throw new RunException(
                $"An error occurred during execution of unit test '{own.Name}'. There may be an error in the unit test definition: check the data types.\n {ErrorText.Of(e, null)}",
                innerException: e);
        }
    }

    private string Name(UnitTest test) =>
        run.Manifest.Nodes.GetValueOrDefault(test.TestedNode ?? "")?.Version is { } version ? $"{test.Name}_v{version}" : test.Name;

    private static ResultTable Rows(ResultTable table, string side)
    {
        var at = table.Columns.ToList().FindIndex(column => string.Equals(column.Name, Side, StringComparison.OrdinalIgnoreCase));
        if (at < 0) throw new RunException($"The unit test's query has no column {Side}.");
        object?[] Without(object?[] row) => [.. row[..at], .. row[(at + 1)..]];
        return new([.. table.Columns.Where((_, i) => i != at)], [.. table.Rows.Where(row => row[at] as string == side).Select(Without)]);
    }
}

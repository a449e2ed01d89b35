using System.Globalization;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Workers;
using ControlPlane.Templating;

namespace ControlPlane.Models.Runs.Nodes;

/// <summary>Counts the rows that a test finds and holds them against its thresholds.</summary>
internal sealed class DataTestRunner(RunContext run) : INodeRunner
{
    public string Describe(GraphNode node) => $"{node.ResourceType.Name()} {node.Name}";

    public void Compile(GraphNode node, Worker worker) => run.Compile((ManifestNode)node, worker);

    public NodeOutcome Execute(GraphNode node, Worker worker)
    {
        try
        {
            return Ask(node, worker);
        }
        catch (Exception e) when ((e is AdapterException or TemplateException { InnerException: AdapterException }) && MissingColumn.Explain(run, (ManifestNode)node, worker) is { } missing)
        {
            return new(NodeStatus.Error, $"{ErrorText.Of(e, node)}\n  {missing}");
        }
    }

    private NodeOutcome Ask(GraphNode node, Worker worker)
    {
        var result = run.Renderer.Materialize((ManifestNode)node, worker.Connection);
        foreach (var relation in result.Relations) run.Adapter.Relations.Add(relation);
        var main = result.Main ?? throw new RunException("main is not being called during running model");
        return Judge(node.Config, TestCounts.Read(main.Table, node.UniqueId)) with { Response = main.Response };
    }

    private NodeOutcome Judge(NodeConfig config, TestCounts counts)
    {
        var found = counts.Failures == 1 ? "Got 1 result" : $"Got {counts.Failures.ToString(CultureInfo.InvariantCulture)} results";
        if (counts.ShouldError && string.Equals(config.Text("severity") ?? "ERROR", "ERROR", StringComparison.OrdinalIgnoreCase))
            return new(NodeStatus.Fail, $"{found}, configured to fail if {config.Text("error_if") ?? "!= 0"}") { Failures = counts.Failures };
        if (!counts.ShouldWarn) return new(NodeStatus.Pass) { Failures = 0 };
        var condition = config.Text("warn_if") ?? "!= 0";
        return run.Invocation.IsError("LogTestResult")
            ? new(NodeStatus.Fail, $"{found}, configured to fail if {condition}") { Failures = counts.Failures }
            : new(NodeStatus.Warn, $"{found}, configured to warn if {condition}") { Failures = counts.Failures };
    }
}

/// <summary>The one row of a data test's query.</summary>
internal readonly record struct TestCounts(long Failures, bool ShouldWarn, bool ShouldError)
{
    /// <exception cref="RunException">It is not one row of three columns, or a value is not what the column is for.</exception>
    public static TestCounts Read(ResultTable table, string uniqueId)
    {
        if (table.Rows.Count != 1) throw new RunException($"dbt internally failed to execute {uniqueId}: Returned {table.Rows.Count} rows, but expected 1 row", "Internal");
        if (table.Columns.Count != 3) throw new RunException($"dbt internally failed to execute {uniqueId}: Returned {table.Columns.Count} columns, but expected 3 columns", "Internal");
        return new(Count(Value(table, "failures")), Decision(Value(table, "should_warn")), Decision(Value(table, "should_error")));
    }

    private static object? Value(ResultTable table, string name)
    {
        for (var i = 0; i < table.Columns.Count; i++)
            if (string.Equals(table.Columns[i].Name, name, StringComparison.OrdinalIgnoreCase)) return table.Rows[0][i];
        throw new RunException($"The test's query has no column {name}. A get_test_sql of the project must give failures, should_warn and should_error.");
    }

    private static long Count(object? value) => value switch
    {
        long count => count,
        int count => count,
        bool flag => flag ? 1 : 0,
        decimal count when decimal.Truncate(count) == count => (long)count,
        double count when Math.Truncate(count) == count => (long)count,
        null => throw new RunException("None is not of type 'integer': the test's fail_calc gave null. Make it give a number, as with coalesce(..., 0).", "Validation"),
        _ => throw new RunException($"{Convert.ToString(value, CultureInfo.InvariantCulture)} is not of type 'integer': the test's fail_calc must give a whole number.", "Validation"),
    };

    private static bool Decision(object? value) => value switch
    {
        null => false,
        bool flag => flag,
        string text => text.ToLowerInvariant() switch
        {
            "y" or "yes" or "t" or "true" or "on" or "1" => true,
            "n" or "no" or "f" or "false" or "off" or "0" => false,
            _ => throw new RunException($"Macro 'get_test_sql' returns '{text}'. It is not type 'bool' and cannot not be converted reliably to a bool."),
        },
        IConvertible number => number.ToDouble(CultureInfo.InvariantCulture) != 0,
        _ => true,
    };
}

using System.Globalization;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs.Nodes;

/// <summary>Asks for a source's newest row and holds its age against what the source promises.</summary>
internal sealed class FreshnessRunner(RunContext run) : INodeRunner
{
    public NodeStatus ErrorStatus => NodeStatus.RuntimeError;

    public string Describe(GraphNode node) => $"freshness of {((SourceDefinition)node).SearchName}";

    public void Compile(GraphNode node, Worker worker)
    {
    }

    public NodeOutcome Execute(GraphNode node, Worker worker)
    {
        var source = (SourceDefinition)node;
        var (response, age) = Ask(source, worker);
        return new(FreshnessPromise.Judge(source.Freshness, age.Seconds)) { Response = response, Age = age };
    }

    private (AdapterResponse, SourceAge) Ask(SourceDefinition source, Worker worker)
    {
        var relation = run.Adapter.Relation(source, run.Manifest.Projects);
        if (source.LoadedAtQuery is { } query)
        {
            var text = run.Renderer.Render(query, null, worker.Connection, new Dictionary<string, object?>(StringComparer.Ordinal) { ["this"] = relation });
            return Read(source, run.Renderer.Call("collect_freshness_custom_sql", worker.Connection, [relation, text]));
        }
        if (source.LoadedAtField is not { } field)
            throw new RunException($"Could not compute freshness for source {source.Name}: no 'loaded_at_field' provided and {run.Adapter.Traits.Type} adapter does not support metadata-based freshness checks.");
        return Read(source, run.Renderer.Call("collect_freshness", worker.Connection, [relation, field, source.Freshness?.Filter]));
    }

    /// <summary>Macros give the statement's result; older ones of projects give the table alone.</summary>
    private static (AdapterResponse, SourceAge) Read(SourceDefinition source, object? answer)
    {
        var (table, response) = StatementAnswer.Read(answer) ?? throw new RunException($"The freshness macro gave no rows for source {source.SearchName}.");
        if (table.Rows.Count != 1 || table.Columns.Count != 2)
            throw new RunException($"Got an invalid result from \"calculate_freshness\" macro: {table.Rows.Count} rows of {table.Columns.Count} columns, expected one row of max_loaded_at and snapshotted_at");
        // Without rows it was loaded longer ago than anything.
        var (loaded, looked) = (table.Rows[0][0] is { } newest ? Time(newest, source) : DateTimeOffset.MinValue, Time(table.Rows[0][1], source));
        return (response, new(loaded, looked, (looked - loaded).TotalSeconds));
    }

    private static DateTimeOffset Time(object? value, SourceDefinition source) => value switch
    {
        DateTimeOffset time => time.ToUniversalTime(),
        DateTime time => new(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        _ => throw new RunException(
            $"Expected a timestamp value when querying field '{source.LoadedAtField}' of table {source.SearchName} but received value of type "
            + $"'{value switch { DateOnly => "date", string => "text", _ => "number" }}' instead: {Convert.ToString(value, CultureInfo.InvariantCulture)}"),
    };
}

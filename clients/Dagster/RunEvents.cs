using System.Globalization;
using ControlPlane.Clients.Dagster.Wire;
using ControlPlane.Clients.DbtArtifacts;

namespace ControlPlane.Clients.Dagster;

/// <summary>Turns the events of a run into results of nodes: an asset that was materialized, a check that was evaluated, a step that failed.</summary>
internal sealed class RunEvents
{
    private readonly List<NodeResult> _nodes = [];

    public IReadOnlyList<NodeResult> Nodes => _nodes;

    /// <summary>Why the run as a whole failed.</summary>
    public string? Failure { get; private set; }

    public void Add(WireEvent item)
    {
        switch (item.Type)
        {
            case "MaterializationEvent" when item.AssetKey is { } asset:
                _nodes.Add(Materialized(item, asset));
                break;
            case "AssetCheckEvaluationEvent" when item.Evaluation is { } evaluation:
                _nodes.Add(Evaluated(item, evaluation));
                break;
            case "ExecutionStepFailureEvent":
                _nodes.Add(Step(item, NodeStatus.Error));
                break;
            case "ExecutionStepSkippedEvent":
                _nodes.Add(Step(item, NodeStatus.Skipped));
                break;
            case "RunFailureEvent":
                Failure = item.Error?.Message ?? item.Message;
                break;
        }
    }

    private static NodeResult Materialized(WireEvent item, AssetKey asset) => new()
    {
        UniqueId = (DbtId(item.MetadataEntries) ?? asset.ToString()) + (item.Partition is { } partition ? $"[{partition}]" : ""),
        Status = NodeStatus.Success,
        ExecutionTime = Entry(item.MetadataEntries, "Execution Duration")?.FloatValue is { } seconds and >= 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero,
        RowsAffected = Entry(item.MetadataEntries, "dagster/row_count")?.IntRepr is { } rows && long.TryParse(rows, CultureInfo.InvariantCulture, out var count) ? count : null,
        Message = item.Message,
        CompletedAt = WireTime.FromMilliseconds(item.Timestamp),
    };

    private static NodeResult Evaluated(WireEvent item, WireEvaluation evaluation) => new()
    {
        UniqueId = DbtId(evaluation.MetadataEntries) ?? $"{evaluation.AssetKey}:{evaluation.CheckName}",
        Status = evaluation switch
        {
            { Success: true } => NodeStatus.Pass,
            { Severity: "WARN" } => NodeStatus.Warn,
            _ => NodeStatus.Fail,
        },
        Message = item.Message,
        CompletedAt = WireTime.FromMilliseconds(item.Timestamp),
    };

    private static NodeResult Step(WireEvent item, NodeStatus status) => new()
    {
        UniqueId = item.StepKey ?? "",
        Status = status,
        Message = item.Error?.Message ?? item.Message,
        CompletedAt = WireTime.FromMilliseconds(item.Timestamp),
    };

    /// <summary>An asset that is a dbt model says which.</summary>
    private static string? DbtId(IReadOnlyList<WireMetadata>? entries) => Entry(entries, "unique_id")?.Text;

    private static WireMetadata? Entry(IReadOnlyList<WireMetadata>? entries, string label) => entries?.FirstOrDefault(entry => entry.Label == label);
}

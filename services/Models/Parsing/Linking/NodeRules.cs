using System.Globalization;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing.Linking;

/// <summary>What must hold for nodes once all that configures them is known.</summary>
internal static class NodeRules
{
    private static readonly string[] BatchSizes = ["hour", "day", "month", "year"];

    public static void Check(ParseState state)
    {
        foreach (var node in state.Manifest.Nodes.Values)
        {
            if (node.Name.Contains(' ', StringComparison.Ordinal)) Fail(state, node, $"The name of {node.UniqueId} contains spaces.", "Rename it: resource names cannot contain spaces.");
            if (node.ResourceType == ResourceType.Snapshot) CheckSnapshot(state, node);
            if (node.Config.Materialized == "incremental" && node.Config.Text("incremental_strategy") == "microbatch") CheckMicrobatch(state, node);
        }
    }

    private static void CheckSnapshot(ParseState state, ManifestNode node)
    {
        var strategy = node.Config.Text("strategy");
        if (string.IsNullOrEmpty(strategy) || node.Config["unique_key"] is null)
            Fail(state, node, $"Snapshots must be configured with a 'strategy' and 'unique_key', which {node.UniqueId} is not.", "Add both to its configuration.");
        else if (strategy == "check" && node.Config["check_cols"] is null)
            Fail(state, node, $"A snapshot configured with the check strategy must specify a check_cols configuration, which {node.UniqueId} does not.", "Add 'check_cols': a list of columns, or 'all'.");
        else if (strategy == "timestamp" && node.Config["updated_at"] is null)
            Fail(state, node, $"A snapshot configured with the timestamp strategy must specify an updated_at configuration, which {node.UniqueId} does not.", "Add 'updated_at' with the name of a column.");
        else if (strategy == "timestamp" && node.Config["check_cols"] is not null)
            Fail(state, node, $"A 'timestamp' snapshot should not have 'check_cols', which {node.UniqueId} has.", "Remove 'check_cols'.");
        if (node.Config["materialized"] is not "snapshot") Fail(state, node, "A snapshot must have a materialized value of 'snapshot'.", "Remove 'materialized' from its configuration.");
    }

    private static void CheckMicrobatch(ParseState state, ManifestNode node)
    {
        var model = $"Microbatch model '{node.Name}'";
        if (node.Config["event_time"] is not string)
            Fail(state, node, $"{model} must provide an 'event_time' (string) config that indicates the name of the event time column.", "Add 'event_time'.");
        switch (node.Config["begin"])
        {
            case null:
                Fail(state, node, $"{model} must provide a 'begin' (datetime) config that indicates the earliest timestamp the microbatch model should be built from.", "Add 'begin'.");
                break;
            case string text when DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var begin):
                node.Config["begin"] = PythonText.Str(begin).Replace(' ', 'T');
                break;
            case DateTime or DateTimeOffset or DateOnly:
                node.Config["begin"] = PythonText.Str(node.Config["begin"] is DateOnly date ? date.ToDateTime(TimeOnly.MinValue) : node.Config["begin"]).Replace(' ', 'T');
                break;
            case var other:
                Fail(state, node, $"{model} must provide a 'begin' config of valid datetime (ISO format), but got: {PythonText.Str(other)}.", "Write it as '2024-01-01'.");
                break;
        }
        if (node.Config["batch_size"] is not string size || !BatchSizes.Contains(size))
            Fail(state, node, $"{model} must provide a 'batch_size' config that is one of ['hour', 'day', 'month', 'year'], but got: {PythonText.Str(node.Config["batch_size"])}.", "Choose one of them.");
        if (node.Config["lookback"] is not (null or long)) Fail(state, node, $"{model} must provide the optional 'lookback' config as type int, but got: {PythonText.Str(node.Config["lookback"])}.", "Write a whole number.");
        if (node.Config["concurrent_batches"] is not (null or bool)) Fail(state, node, $"{model} optional 'concurrent_batches' config must be of type `bool` if specified.", "Write true or false.");
    }

    private static void Fail(ParseState state, ManifestNode node, string message, string fix) => state.Errors.Add(state.Place(node), node.Line, message, fix);
}

using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.State;

/// <summary>The state of a partitioned stream as Airbyte writes it. Anything else is taken for the value that holds for all partitions.</summary>
internal sealed class PartitionedState
{
    public const string GlobalKey = "state";
    private const string PartitionsKey = "states";
    private const string ParentsKey = "parent_state";

    public PartitionedState(JsonObject state)
    {
        Parents = state[ParentsKey] is JsonObject { Count: > 0 } parents ? parents.DeepClone().AsObject() : null;
        if (!state.ContainsKey(PartitionsKey) && !state.ContainsKey(GlobalKey))
        {
            Global = state;
            return;
        }

        IsGlobal = state["use_global_cursor"] is JsonValue flag && flag.TryGetValue(out bool set) && set;
        LookbackSeconds = state["lookback_window"] is JsonValue lookback && long.TryParse(lookback.ToString(), out var seconds) ? seconds : 0;
        Global = state[GlobalKey] as JsonObject;
        Partitions = (state[PartitionsKey] as JsonArray ?? []).OfType<JsonObject>()
            .Select(s => (PartitionKey.Of(s["partition"]), s["cursor"] as JsonObject ?? []));
    }

    public bool IsGlobal { get; }

    public long LookbackSeconds { get; }

    public JsonObject? Global { get; }

    /// <summary>Null when the state does not know of partitions.</summary>
    public IEnumerable<(string Key, JsonObject Cursor)>? Partitions { get; }

    public JsonObject? Parents { get; }

    public static JsonObject Write(
        bool isGlobal, IEnumerable<(string Key, JsonObject Cursor)>? partitions, JsonObject? global, long lookbackSeconds, JsonObject? parents)
    {
        var state = new JsonObject { ["use_global_cursor"] = isGlobal };
        if (partitions is not null)
            state[PartitionsKey] = new JsonArray([.. partitions.Select(p => new JsonObject { ["partition"] = JsonNode.Parse(p.Key), ["cursor"] = p.Cursor })]);
        if (global is not null) state[GlobalKey] = global;
        state["lookback_window"] = lookbackSeconds;
        if (parents is not null) state[ParentsKey] = parents.DeepClone();
        return state;
    }
}

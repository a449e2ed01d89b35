using System.Text.Json.Nodes;
using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.State;

/// <summary>Reads a stream one way as long as there is no state of it, and another way afterwards.</summary>
/// <param name="Retention">How long the incremental way goes back; a state that is older is started over.</param>
internal sealed record StateDelegate(StreamDefinition Incremental, Interpolated? Retention)
{
    /// <summary>The stream is the one without a state, which knows of the other.</summary>
    public static StreamDefinition? Compile(Component c)
    {
        var name = c.Text("name", required: true);
        var full = c.Child("full_refresh_stream", StreamDefinition.Kinds, required: true);
        var incremental = c.Child("incremental_stream", StreamDefinition.Kinds, required: true);
        if (name is null || full is null || incremental is null) return null;
        if (full.Name != name || incremental.Name != name)
            c.Error("", $"a StateDelegatingStream and its two streams need one name, these are '{name}', '{full.Name}' and '{incremental.Name}'");
        var retention = c.Template("api_retention_period");
        if (retention is not null && (full.Cursor is IncrementingCountCursor || incremental.Cursor is IncrementingCountCursor))
            c.Error("api_retention_period", "the age of an IncrementingCountCursor is not known");
        return full with { Delegate = new(incremental, retention) };
    }

    public (StreamDefinition Stream, JsonObject? State) Choose(StreamDefinition full, JsonObject? state, ReadContext context)
    {
        if (state is null or { Count: 0 }) return (full, null);
        if (Retention?.Render(context.Scope) is not { Length: > 0 } text) return (Incremental, state);
        if (!IsoDuration.TryParse(text, out var retention))
            throw new ConnectorException(ConnectorFaultKind.Configuration, $"{Retention.Path}: '{text}' is not an ISO 8601 duration");

        var now = context.Time.GetUtcNow();
        return Reached(full, state, context, now) is { } reached && reached >= retention.SubtractFrom(now) ? (Incremental, state) : (full, null);
    }

    /// <summary>Null when neither way understands the state.</summary>
    private DateTimeOffset? Reached(StreamDefinition full, JsonObject state, ReadContext context, DateTimeOffset now)
    {
        if (full.Cursor is null && state[FullRefreshProgress.Key] is JsonValue done && done.TryGetValue(out bool finished) && finished) return now;
        return Of(full) ?? Of(Incremental);

        DateTimeOffset? Of(StreamDefinition stream)
        {
            if (stream.Cursor is not { } cursor) return null;
            var terms = cursor.Resolve(cursor.CursorField.Render(context.Scope), context.Scope, now);
            var values = stream.Retriever.PartitionRouter is null ? state : state[PartitionedState.GlobalKey] as JsonObject;
            if (values?["slices"] is JsonArray slices && slices.FirstOrDefault() is JsonObject first)
                return Read(terms, first["most_recent_cursor_value"] ?? first["end"]);
            return Read(terms, values?[terms.Field]);
        }
    }

    private static DateTimeOffset? Read(CursorTerms terms, JsonNode? value) =>
        value is JsonValue && terms.Values.TryParseState(value.ToString(), out var position) ? position.Time : null;
}

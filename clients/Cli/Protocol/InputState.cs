using System.Text.Json.Nodes;

namespace ControlPlane.Cli.Protocol;

/// <summary>
/// The state of each stream as a caller gives it: a list of state messages (STREAM, GLOBAL or LEGACY, with or without the message around
/// them), one such message, or the old map from stream to state.
/// </summary>
internal static class InputState
{
    public static IReadOnlyDictionary<string, JsonObject> None { get; } = new Dictionary<string, JsonObject>();

    /// <param name="file">Named in errors.</param>
    /// <exception cref="CommandException">The state has another shape.</exception>
    public static IReadOnlyDictionary<string, JsonObject> Read(JsonNode? state, string file)
    {
        var states = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        switch (state)
        {
            case null:
                break;
            case JsonArray messages:
                foreach (var message in messages) Add(message as JsonObject ?? throw Unreadable(file), states, file);
                break;
            case JsonObject map when IsMessage(map):
                Add(map, states, file);
                break;
            case JsonObject map:
                AddMap(map, states);
                break;
            default:
                throw Unreadable(file);
        }

        return states;
    }

    private static bool IsMessage(JsonObject map) => map["type"] is JsonValue && (map["state"] ?? map["stream"] ?? map["global"] ?? map["data"]) is JsonObject;

    private static void Add(JsonObject message, Dictionary<string, JsonObject> states, string file)
    {
        if (message["state"] is JsonObject inner) message = inner;
        if (message["stream"] is JsonObject stream)
        {
            AddStream(stream, states, file);
        }
        else if (message["global"] is JsonObject global)
        {
            foreach (var part in global["stream_states"] as JsonArray ?? []) AddStream(part as JsonObject ?? throw Unreadable(file), states, file);
        }
        else if (message["data"] is JsonObject data)
        {
            AddMap(data, states);
        }
        else
        {
            throw Unreadable(file);
        }
    }

    private static void AddStream(JsonObject stream, Dictionary<string, JsonObject> states, string file)
    {
        if (stream["stream_descriptor"]?["name"] is not JsonValue name) throw Unreadable(file);
        if (stream["stream_state"] is JsonObject state) states[name.ToString()] = state.DeepClone().AsObject();
    }

    private static void AddMap(JsonObject map, Dictionary<string, JsonObject> states)
    {
        foreach (var (name, state) in map)
            if (state is JsonObject known) states[name] = known.DeepClone().AsObject();
    }

    private static CommandException Unreadable(string file) =>
        new($"the state {file} must be a list of state messages ({{\"type\": \"STREAM\", \"stream\": {{\"stream_descriptor\": …, \"stream_state\": …}}}}) or a map from stream to state");
}

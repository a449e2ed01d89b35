using System.Text.Json;

namespace ControlPlane.Clients.DbtCore;

/// <summary>One line that dbt said.</summary>
public sealed record DbtEvent
{
    /// <summary><c>LogStartLine</c>, <c>LogModelResult</c>, <c>LogTestResult</c>, <c>MainEncounteredError</c>, ...; null for a line that is no event.</summary>
    public string? Name { get; init; }

    /// <summary>debug, info, warn or error.</summary>
    public string Level { get; init; } = "info";

    public required string Message { get; init; }

    public string? InvocationId { get; init; }

    /// <summary>The node that it is about.</summary>
    public string? UniqueId { get; init; }

    /// <summary>How the node stands: <c>started</c>, <c>success</c>, ...</summary>
    public string? NodeStatus { get; init; }

    /// <summary>Of <see cref="Total"/> nodes, from 1.</summary>
    public int? Index { get; init; }

    public int? Total { get; init; }

    /// <summary>Whatever a line is, it is an event: Python and warehouse drivers print, too, and not JSON.</summary>
    internal static DbtEvent Parse(string line, Func<string, string> redact)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } root && Child(root, "info") is { } info)
            {
                var data = Child(root, "data");
                var node = data is { } found ? Child(found, "node_info") : null;
                return new DbtEvent
                {
                    Name = Text(info, "name"),
                    Level = Text(info, "level") ?? "info",
                    Message = redact(Text(info, "msg") ?? ""),
                    InvocationId = Text(info, "invocation_id"),
                    UniqueId = Text(node, "unique_id"),
                    NodeStatus = Text(node, "node_status") ?? Text(data, "status"),
                    Index = Number(data, "index"),
                    // Results of tests call it otherwise.
                    Total = Number(data, "total") ?? Number(data, "num_models"),
                };
            }
        }
        catch (JsonException)
        {
            // A line cut for its length, or plain text.
        }
        return new DbtEvent { Message = redact(line) };
    }

    private static JsonElement? Child(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Object ? child : null;

    private static string? Text(JsonElement? parent, string name) =>
        parent is { } element && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement? parent, string name) =>
        parent is { } element && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
}

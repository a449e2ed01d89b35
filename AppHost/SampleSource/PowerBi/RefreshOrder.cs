using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.AppHost.SampleSource.PowerBi;

/// <summary>
/// The body of a refresh request. Any field but notifyOption makes it an enhanced refresh; the two kinds exclude each other.
/// </summary>
internal sealed record RefreshOrder(bool Enhanced, string Type, string CommitMode, JsonArray Objects)
{
    private static readonly string[] Types = ["Full", "ClearValues", "Calculate", "DataOnly", "Automatic", "Defragment"];
    private static readonly string[] CommitModes = ["Transactional", "PartialBatch"];

    /// <exception cref="FormatException">Says which rule the body breaks.</exception>
    public static RefreshOrder Parse(byte[] body)
    {
        var json = Root(body);
        foreach (var (name, value) in json)
            if (!Valid(name, value))
                throw new FormatException($"'{name}' is unknown or has a value that is not allowed");

        var enhanced = json.Any(field => field.Key != "notifyOption");
        if (enhanced && json.ContainsKey("notifyOption")) throw new FormatException("'notifyOption' must be left out of an enhanced refresh");
        var mode = Text(json["commitMode"]) ?? "Transactional";
        if (mode == "PartialBatch" && json["applyRefreshPolicy"]?.GetValueKind() == JsonValueKind.True)
            throw new FormatException("'applyRefreshPolicy' cannot be combined with commitMode PartialBatch");
        return new RefreshOrder(enhanced, Text(json["type"]) ?? "Automatic", mode, json["objects"]?.DeepClone() as JsonArray ?? []);
    }

    private static bool Valid(string name, JsonNode? value) => name switch
    {
        // A service principal, the only kind of caller here, cannot be mailed.
        "notifyOption" => Text(value) is "NoNotification",
        "type" => Types.Contains(Text(value)),
        "commitMode" => CommitModes.Contains(Text(value)),
        "maxParallelism" => Whole(value) >= 1,
        "retryCount" => Whole(value) >= 0,
        "objects" => value is JsonArray { Count: > 0 } objects && objects.All(ValidObject),
        "applyRefreshPolicy" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "effectiveDate" => DateTimeOffset.TryParse(Text(value), CultureInfo.InvariantCulture, out _),
        "timeout" => TimeSpan.TryParse(Text(value), CultureInfo.InvariantCulture, out var timeout) && timeout > TimeSpan.Zero && timeout <= TimeSpan.FromHours(24),
        _ => false,
    };

    private static bool ValidObject(JsonNode? node) =>
        node is JsonObject target && Text(target["table"]) is { Length: > 0 } && target.All(field => field.Key is "table" or "partition" && Text(field.Value) is { Length: > 0 });

    private static JsonObject Root(byte[] body)
    {
        if (body.Length == 0) return [];
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? throw new FormatException("the body must be a JSON object");
        }
        catch (JsonException exception)
        {
            throw new FormatException("the body is not JSON", exception);
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static int? Whole(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
}

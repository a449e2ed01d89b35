using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.AppHost.SampleSource.Crm;

/// <summary>
/// The body of an upsert: <c>{"idProperty": "...", "inputs": [{"id": "...", "properties": {...}}]}</c>. Read strictly: an unknown
/// field is an error, so that a misspelt one cannot pass for an absent one.
/// </summary>
internal sealed record CrmBatch(string IdProperty, IReadOnlyList<CrmInput> Inputs)
{
    public const int MaxInputs = 100;

    /// <exception cref="FormatException">Says what is wrong with the body as a whole.</exception>
    public static CrmBatch Parse(byte[] body)
    {
        var root = Root(body);
        OnlyFields(root, "the body", "idProperty", "inputs");
        var idProperty = Text(root["idProperty"]) is { Length: > 0 } name ? name : throw new FormatException("idProperty must be a string that is not empty");
        if (root["inputs"] is not JsonArray { Count: > 0 and <= MaxInputs } items) throw new FormatException($"inputs must be an array of 1 to {MaxInputs} rows");

        CrmInput[] inputs = [.. items.Select(Input)];
        var twice = inputs.GroupBy(input => input.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? new CrmBatch(idProperty, inputs) : throw new FormatException($"inputs holds the id '{twice.Key}' more than once");
    }

    private static CrmInput Input(JsonNode? node, int index)
    {
        var row = node as JsonObject ?? throw new FormatException($"inputs[{index}] must be an object");
        OnlyFields(row, $"inputs[{index}]", "id", "properties");
        var id = Text(row["id"]) is { Length: > 0 } text ? text : throw new FormatException($"inputs[{index}].id must be a string that is not empty");
        return new CrmInput(id, row["properties"] as JsonObject ?? throw new FormatException($"inputs[{index}].properties must be an object"));
    }

    private static JsonObject Root(byte[] body)
    {
        try
        {
            var options = new JsonNodeOptions { PropertyNameCaseInsensitive = false };
            var root = JsonNode.Parse(body, options, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return root as JsonObject ?? throw new FormatException("the body must be a JSON object");
        }
        catch (JsonException exception)
        {
            throw new FormatException("the body is not JSON", exception);
        }
    }

    private static void OnlyFields(JsonObject json, string where, params ReadOnlySpan<string> known)
    {
        foreach (var (name, _) in json)
            if (!known.Contains(name))
                throw new FormatException($"{where} has an unknown field '{name}'");
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

using System.Text.Json;
using ControlPlane.Activation.Activations;

namespace ControlPlane.Activation.Destinations;

/// <summary>Reads <c>{"results": [{"id", "outcome"}], "errors": [{"id", "message", "retryable"}]}</c>.</summary>
internal static class BatchAnswer
{
    /// <summary>An outcome per row, in the order of the rows; a row that the answer leaves out failed.</summary>
    /// <exception cref="JsonException">The answer is not of this form.</exception>
    public static RowOutcome[] Read(ReadOnlyMemory<byte> content, IReadOnlyList<OutgoingRow> rows)
    {
        using var document = JsonDocument.Parse(content);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException();
        var byId = new Dictionary<string, RowOutcome>(rows.Count, StringComparer.Ordinal);
        foreach (var result in Items(document.RootElement, "results")) byId[Text(result, "id")] = Taken(Text(result, "outcome"));
        foreach (var error in Items(document.RootElement, "errors"))
            byId[Text(error, "id")] = RowOutcome.Failed(Text(error, "message"), error.TryGetProperty("retryable", out var retryable) && retryable.ValueKind == JsonValueKind.True);
        return [.. rows.Select(row => byId.TryGetValue(row.Key, out var outcome) ? outcome : RowOutcome.Failed("The destination's answer leaves this row out."))];
    }

    private static RowOutcome Taken(string outcome) => outcome switch
    {
        "created" => new RowOutcome(RowOutcomeKind.Created),
        "updated" => new RowOutcome(RowOutcomeKind.Updated),
        "unchanged" => new RowOutcome(RowOutcomeKind.Unchanged),
        _ => throw new JsonException(),
    };

    private static IEnumerable<JsonElement> Items(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var array)) return [];
        return array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : throw new JsonException();
    }

    private static string Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new JsonException();
}

using System.Text.Json.Nodes;

namespace ControlPlane.Tenants.Documents;

/// <summary>A document on top of defaults: maps are merged key by key, lists and single values replaced, and an explicit null removes.</summary>
public static class DocumentMerge
{
    public static JsonObject Over(JsonObject defaults, JsonObject document)
    {
        var merged = new JsonObject();
        foreach (var (key, value) in defaults)
            if (!document.ContainsKey(key) && value is not null) merged[key] = Clean(value);
        foreach (var (key, value) in document)
            if (value is not null) merged[key] = value is JsonObject inner ? Over(defaults[key] as JsonObject ?? [], inner) : Clean(value);
        return merged;
    }

    /// <summary>Replaces <paramref name="mark"/> in every text of the document.</summary>
    public static JsonNode? Replace(JsonNode? node, string mark, string by) => node switch
    {
        JsonObject map => new JsonObject(map.Select(entry => KeyValuePair.Create(entry.Key, Replace(entry.Value, mark, by)))),
        JsonArray list => new JsonArray([.. list.Select(item => Replace(item, mark, by))]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(text.Replace(mark, by, StringComparison.Ordinal)),
        _ => node?.DeepClone(),
    };

    private static JsonNode Clean(JsonNode node) => node is JsonObject map ? Over([], map) : node.DeepClone();
}

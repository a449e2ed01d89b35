using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;

namespace ControlPlane.Connectors.State;

/// <summary>A partition as text that is the same for the same partition, whatever the order of its fields; it is JSON and can be read back.</summary>
internal static class PartitionKey
{
    public static string Of(IReadOnlyDictionary<string, object?> partition) => Of(TemplateValues.ToJson(partition));

    public static string Of(JsonNode? partition) => Sorted(partition)?.ToJsonString() ?? "null";

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new KeyValuePair<string, JsonNode?>(p.Key, Sorted(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}

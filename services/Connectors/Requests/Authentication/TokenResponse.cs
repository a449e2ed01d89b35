using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;

namespace ControlPlane.Connectors.Requests.Authentication;

/// <summary>Finds fields in the answer of a token endpoint, at the top or nested: providers wrap their answers.</summary>
internal static class TokenResponse
{
    private const int MaxDepth = 5;

    /// <summary>The value as text; null when there is none.</summary>
    public static string? Find(JsonNode? response, string name) => Search(response, name, 0) is { } found ? TemplateValues.ToText(TemplateValues.FromJson(found)) : null;

    private static JsonNode? Search(JsonNode? node, string name, int depth)
    {
        if (depth > MaxDepth) return null;
        switch (node)
        {
            case JsonObject map when map.ContainsKey(name):
                return map[name];
            case JsonObject map:
                return map.Select(field => Search(field.Value, name, depth + 1)).FirstOrDefault(found => found is not null);
            case JsonArray list:
                return list.Select(item => Search(item, name, depth + 1)).FirstOrDefault(found => found is not null);
            default:
                return null;
        }
    }
}

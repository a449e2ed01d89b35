using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Records.Normalization;

/// <summary>What one place of a schema wants to find there.</summary>
internal sealed record SchemaTarget
{
    private const int MaxDepth = 100;

    /// <summary>The one type besides null; null when there is none or a choice.</summary>
    public string? Type { get; private init; }

    public bool IsNullable { get; private init; }

    /// <summary>A single plain value may stand for a list of one.</summary>
    public bool WrapsPlainValues { get; private init; }

    public IReadOnlyList<(string Name, SchemaTarget Target)> Properties { get; private init; } = [];

    public SchemaTarget? Items { get; private init; }

    public bool HasInside => Properties.Count > 0 || Items is not null;

    public static SchemaTarget Of(JsonNode? node, JsonObject root, HashSet<string> within)
    {
        if (node is not JsonObject schema || within.Count > MaxDepth) return new();
        if (schema["$ref"]?.ToString() is { } reference && reference.StartsWith("#/", StringComparison.Ordinal))
        {
            // A schema that refers to itself ends here: values are normalised down to its first repetition.
            if (!within.Add(reference)) return new();
            var inside = Of(Resolve(root, reference), root, within);
            within.Remove(reference);
            return inside with { Type = null, WrapsPlainValues = false };
        }

        var types = schema["type"] switch { JsonArray list => list.Select(t => t?.ToString()).ToList(), JsonValue one => [one.ToString()], _ => [] };
        var wanted = types.Where(t => t != "null" || schema["type"] is JsonValue).ToList();
        var itemType = (schema["items"] as JsonObject)?["type"];
        return new()
        {
            Type = wanted is [var only] ? only : null,
            IsNullable = types.Contains("null"),
            WrapsPlainValues = itemType is null || itemType is JsonArray list2 && list2.All(t => t?.ToString() is "string" or "number" or "integer" or "boolean" or "null"),
            Properties = [.. (schema["properties"] as JsonObject ?? []).Select(p => (p.Key, Of(p.Value, root, within)))],
            Items = schema["items"] is JsonObject items ? Of(items, root, within) : null,
        };
    }

    /// <summary>Whether a value that begins like this surely needs no conversion.</summary>
    public bool Fits(byte first) => Type switch
    {
        null or "object" or "null" => true,
        "string" => first == '"' || first == 'n' && IsNullable,
        "array" => first is (byte)'[' or (byte)'{' || first == 'n' && IsNullable || !WrapsPlainValues,
        "boolean" => first is (byte)'t' or (byte)'f' || first == 'n' && IsNullable,
        _ => first is (byte)'n' or (byte)'[' or (byte)'{',
    };

    private static JsonNode? Resolve(JsonObject root, string reference)
    {
        JsonNode? at = root;
        foreach (var name in reference[2..].Split('/')) at = (at as JsonObject)?[name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)];
        return at;
    }
}

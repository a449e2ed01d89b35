using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Tests.Vendors;

/// <summary>Holds records against the schema that their stream declares: every field is declared, with a type that the value has.</summary>
internal static class SchemaAgreement
{
    public static void ShouldFit(this IEnumerable<JsonObject> records, JsonObject? schema)
    {
        schema.ShouldNotBeNull();
        var wrong = records.SelectMany(r => Disagreements(r, schema, "")).Distinct().Take(20).ToList();
        wrong.ShouldBeEmpty();
    }

    private static IEnumerable<string> Disagreements(JsonNode? value, JsonObject schema, string path)
    {
        if (schema["type"] is { } type && !Types(type).Any(t => Is(value, t))) yield return $"{path}: {value?.ToJsonString() ?? "null"} is not {type.ToJsonString()}";
        if (value is JsonArray list && schema["items"] is JsonObject items)
        {
            foreach (var wrong in list.SelectMany(i => Disagreements(i, items, $"{path}[]"))) yield return wrong;
        }

        if (value is not JsonObject record || schema["properties"] is not JsonObject properties) yield break;
        foreach (var (name, child) in record)
        {
            if (properties[name] is JsonObject declared)
            {
                foreach (var wrong in Disagreements(child, declared, $"{path}.{name}")) yield return wrong;
            }
            else if (!properties.ContainsKey(name))
            {
                yield return $"{path}.{name} is not declared";
            }
        }
    }

    private static IEnumerable<string> Types(JsonNode type) => type is JsonArray many ? many.Select(t => t!.ToString()) : [type.ToString()];

    private static bool Is(JsonNode? value, string type) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("null", JsonValueKind.Null) or ("string", JsonValueKind.String) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) or ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => value!.ToJsonString().All(c => char.IsAsciiDigit(c) || c == '-'),
        _ => false,
    };
}

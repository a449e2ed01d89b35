using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ControlPlane.Testing.JsonSchema;

/// <summary>The rules that look at one value alone.</summary>
internal static class ValueRules
{
    public static IEnumerable<string> Problems(JsonNode? value, JsonObject rules)
    {
        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        if (rules["type"] is { } types)
        {
            string[] names = types is JsonArray many ? [.. many.Select(t => t!.ToString())] : [types.ToString()];
            if (!names.Any(name => IsOfType(value, kind, name)))
            {
                yield return $"{Show(value)} is not of type {string.Join(" or ", names)}";
                yield break;
            }
        }

        if (rules["enum"] is JsonArray choices && !choices.Any(c => JsonNode.DeepEquals(c, value))) yield return $"{Show(value)} is none of {choices.ToJsonString()}";
        if (rules.ContainsKey("const") && !JsonNode.DeepEquals(rules["const"], value)) yield return $"{Show(value)} is not {Show(rules["const"])}";
        switch (value)
        {
            case JsonArray list:
                if (!IsWithin(list.Count, "minItems", "maxItems", rules)) yield return $"{list.Count} items are not as many as there must be";
                if (rules["uniqueItems"]?.GetValueKind() == JsonValueKind.True && list.Select(i => i?.ToJsonString() ?? "null").Distinct().Count() < list.Count) yield return "an item occurs twice";
                break;
            case JsonObject map:
                if (!IsWithin(map.Count, "minProperties", "maxProperties", rules)) yield return $"{map.Count} properties are not as many as there must be";
                break;
            case not null when kind == JsonValueKind.String:
                var text = value.GetValue<string>();
                if (!IsWithin(new StringInfo(text).LengthInTextElements, "minLength", "maxLength", rules)) yield return $"{Show(value)} is not as long as it must be";
                if (rules["pattern"] is { } pattern && !Regex.IsMatch(text, pattern.ToString())) yield return $"{Show(value)} does not match {pattern}";
                break;
            case not null when kind == JsonValueKind.Number:
                var number = Number(value)!.Value;
                if (!IsWithin(number, "minimum", "maximum", rules)) yield return $"{Show(value)} is out of range";
                if (number <= Number(rules["exclusiveMinimum"]) || number >= Number(rules["exclusiveMaximum"])) yield return $"{Show(value)} is out of range";
                break;
        }
    }

    private static bool IsWithin(double size, string least, string most, JsonObject rules) => !(size < Number(rules[least])) && !(size > Number(rules[most]));

    private static double? Number(JsonNode? node) => node is null ? null : double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);

    private static bool IsOfType(JsonNode? value, JsonValueKind kind, string type) => type switch
    {
        "null" => kind == JsonValueKind.Null,
        "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
        "string" => kind == JsonValueKind.String,
        "object" => kind == JsonValueKind.Object,
        "array" => kind == JsonValueKind.Array,
        "number" => kind == JsonValueKind.Number,
        "integer" => kind == JsonValueKind.Number && double.IsInteger(Number(value)!.Value),
        _ => throw new InvalidDataException($"The schema asks for the type '{type}', which JSON Schema does not have."),
    };

    private static string Show(JsonNode? value) => value?.ToJsonString() is not { } json ? "null" : json.Length > 80 ? $"{json[..80]}…" : json;
}

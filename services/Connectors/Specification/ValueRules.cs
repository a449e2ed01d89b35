using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ControlPlane.Connectors.Specification;

/// <summary>The rules of a JSON schema that look at one value alone.</summary>
internal static class ValueRules
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(1);

    public static IEnumerable<string> Problems(JsonNode? value, JsonObject rules)
    {
        var shown = rules["airbyte_secret"] is JsonValue secret && secret.TryGetValue(out bool hidden) && hidden ? "the value" : Show(value);
        if (rules["type"] is { } types)
        {
            string[] names = [.. (types is JsonArray many ? many.Select(t => t?.ToString() ?? "") : [types.ToString()])];
            if (!names.Any(n => IsOfType(value, n)))
            {
                yield return $"{shown} is not of type {string.Join(", ", names.Select(n => $"'{n}'"))}";
                yield break;
            }
        }

        if (rules["enum"] is JsonArray choices && !choices.Any(c => JsonNode.DeepEquals(c, value))) yield return $"{shown} is not one of [{string.Join(", ", choices.Select(Show))}]";
        if (rules.ContainsKey("const") && !JsonNode.DeepEquals(rules["const"], value)) yield return $"{Show(rules["const"])} was expected";

        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        if (kind == JsonValueKind.String)
        {
            var text = value!.ToString();
            var length = new StringInfo(text).LengthInTextElements;
            if (length < Limit("minLength")) yield return $"{shown} is too short: at least {rules["minLength"]} characters";
            if (length > Limit("maxLength")) yield return $"{shown} is too long: at most {rules["maxLength"]} characters";
            if (rules["pattern"] is JsonValue pattern && !Matches(pattern.ToString(), text))
                yield return $"{shown} does not match '{pattern}'{(rules["pattern_descriptor"] is { } meant ? $" ({meant})" : "")}";
        }
        else if (kind == JsonValueKind.Number)
        {
            var number = double.Parse(value!.ToJsonString(), CultureInfo.InvariantCulture);
            if (number < Limit("minimum")) yield return $"{shown} is less than the minimum of {rules["minimum"]}";
            if (number > Limit("maximum")) yield return $"{shown} is greater than the maximum of {rules["maximum"]}";
            if (number <= Limit("exclusiveMinimum")) yield return $"{shown} must be greater than {rules["exclusiveMinimum"]}";
            if (number >= Limit("exclusiveMaximum")) yield return $"{shown} must be less than {rules["exclusiveMaximum"]}";
            if (Limit("multipleOf") is > 0 and var step && Math.Abs(Math.IEEERemainder(number, step)) > 1e-9 * step) yield return $"{shown} is not a multiple of {step}";
        }
        else if (value is JsonArray list)
        {
            if (list.Count < Limit("minItems")) yield return $"there must be at least {rules["minItems"]} items";
            if (list.Count > Limit("maxItems")) yield return $"there must be at most {rules["maxItems"]} items";
            if (rules["uniqueItems"] is JsonValue unique && unique.TryGetValue(out bool distinct) && distinct
                && list.Select(i => i?.ToJsonString()).Distinct().Count() < list.Count) yield return "the items must all be different";
        }
        else if (value is JsonObject map)
        {
            if (map.Count < Limit("minProperties")) yield return $"there must be at least {rules["minProperties"]} properties";
            if (map.Count > Limit("maxProperties")) yield return $"there must be at most {rules["maxProperties"]} properties";
        }

        double? Limit(string rule) => rules[rule] is JsonValue limit && limit.GetValueKind() == JsonValueKind.Number
            ? double.Parse(limit.ToJsonString(), CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>A pattern that .NET cannot read, or that takes too long, decides nothing.</summary>
    public static bool Matches(string pattern, string text)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, PatternTimeout);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return true;
        }
    }

    private static bool IsOfType(JsonNode? value, string type)
    {
        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        return type switch
        {
            "null" => kind == JsonValueKind.Null,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "string" => kind == JsonValueKind.String,
            "object" => kind == JsonValueKind.Object,
            "array" => kind == JsonValueKind.Array,
            "number" => kind == JsonValueKind.Number,
            "integer" => kind == JsonValueKind.Number && double.IsInteger(double.Parse(value!.ToJsonString(), CultureInfo.InvariantCulture)),
            _ => true,
        };
    }

    private static string Show(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "the object",
        JsonArray => "the list",
        JsonValue text when text.GetValueKind() == JsonValueKind.String => $"'{text}'",
        _ => value.ToJsonString(),
    };
}

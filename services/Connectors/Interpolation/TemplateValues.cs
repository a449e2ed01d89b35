using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Interpolation;

/// <summary>Carries values between JSON and templates (null, bool, long, BigInteger, double, string, list, dictionary).</summary>
internal static class TemplateValues
{
    public static object? FromJson(JsonNode? node)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonObject map:
                var dictionary = new Dictionary<string, object?>(map.Count, StringComparer.Ordinal);
                foreach (var (key, value) in map) dictionary[key] = FromJson(value);
                return dictionary;
            case JsonArray list:
                var items = new List<object?>(list.Count);
                foreach (var item in list) items.Add(FromJson(item));
                return items;
            default:
                var scalar = node.AsValue();
                return scalar.GetValueKind() switch
                {
                    JsonValueKind.True => true,
                    JsonValueKind.False => false,
                    JsonValueKind.String => scalar.ToString(),
                    JsonValueKind.Number => Number(scalar.ToJsonString()),
                    _ => null,
                };
        }
    }

    public static JsonNode? ToJson(object? value)
    {
        switch (value)
        {
            case null or Templating.Undefined:
                return null;
            case bool flag:
                return JsonValue.Create(flag);
            case int or long:
                return JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture));
            case double number when double.IsFinite(number):
                return JsonNode.Parse(ToText(number));
            case BigInteger big:
                return JsonNode.Parse(big.ToString(CultureInfo.InvariantCulture));
            case IReadOnlyDictionary<string, object?> map:
                var result = new JsonObject();
                foreach (var (key, item) in map) result[key] = ToJson(item);
                return result;
            case string text:
                return JsonValue.Create(text);
            case IEnumerable<object?> list:
                return new JsonArray([.. list.Select(ToJson)]);
            default:
                return JsonValue.Create(ToText(value));
        }
    }

    /// <summary>The text that a value has in a URL or a header: as Python prints it, none for nothing.</summary>
    public static string ToText(object? value) => value switch
    {
        null or Templating.Undefined => "",
        bool flag => flag ? "True" : "False",
        string text => text,
        double number => number == Math.Floor(number) && Math.Abs(number) < 1e16
            ? number.ToString("0.0", CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture),
        IReadOnlyDictionary<string, object?> or IEnumerable<object?> => ToJson(value)!.ToJsonString(),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>Python's notion of truth.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null or Templating.Undefined => false,
        bool flag => flag,
        string text => text.Length > 0,
        long number => number != 0,
        int number => number != 0,
        double number => number != 0,
        BigInteger big => !big.IsZero,
        IReadOnlyCollection<KeyValuePair<string, object?>> map => map.Count > 0,
        IReadOnlyCollection<object?> list => list.Count > 0,
        _ => true,
    };

    private static object Number(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)) return integer;
        if (BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var big)) return big;
        return double.Parse(text, CultureInfo.InvariantCulture);
    }
}

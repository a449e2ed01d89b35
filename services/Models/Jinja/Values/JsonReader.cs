using System.Text.Json;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Values;

/// <summary>Python's <c>json.loads</c>.</summary>
internal static class JsonReader
{
    /// <exception cref="FormatException">The text is not JSON.</exception>
    public static object? Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Value(document.RootElement);
        }
        catch (JsonException error)
        {
            throw new FormatException($"the text is not JSON: {error.Message}", error);
        }
    }

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new DictValue(element.EnumerateObject().Select(pair => KeyValuePair.Create(pair.Name, Value(pair.Value)))),
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var number) ? (object)number : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}

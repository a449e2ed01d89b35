using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Tenants.Documents;

/// <summary>Reads JSON; duplicate keys are errors.</summary>
internal static class JsonDocumentReader
{
    /// <summary>Null when it is not a JSON object; the errors say why.</summary>
    public static JsonObject? Read(string text, DocumentErrors errors)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = YamlDocument.MostDepth });
            if (document.RootElement.ValueKind == JsonValueKind.Object) return (JsonObject)Convert(document.RootElement, "", errors)!;
            errors.Add("", "Expected an object with at least 'blueprint'.");
        }
        catch (JsonException exception)
        {
            errors.Add("", $"Not JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }
        return null;
    }

    /// <summary>Null when the name cannot be stored.</summary>
    private static string? Name(JsonProperty property)
    {
        try
        {
            return StorableText.Is(property.Name) ? property.Name : null;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair.
            return null;
        }
    }

    /// <summary>Null when the text cannot be stored.</summary>
    private static string? Text(JsonElement element)
    {
        try
        {
            return element.GetString() is { } text && StorableText.Is(text) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The database writes out every digit of a number, so 1e200000 is too much for it.</summary>
    private static bool IsStorable(JsonElement number) =>
        number.TryGetDouble(out var value) && double.IsFinite(value) && number.GetRawText() is { Length: <= 400 } text && (value != 0 || !text.AsSpan().ContainsAnyInRange('1', '9'));

    private static JsonNode? Convert(JsonElement element, string path, DocumentErrors errors)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new JsonObject();
                foreach (var property in element.EnumerateObject())
                {
                    if (Name(property) is not { } name)
                    {
                        errors.Add(path, StorableText.KeyProblem);
                        continue;
                    }
                    var inner = DocumentErrors.Join(path, name);
                    if (!map.TryAdd(name, Convert(property.Value, inner, errors))) errors.Add(inner, "The key is there twice.");
                }
                return map;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select((item, index) => Convert(item, DocumentErrors.Join(path, index), errors))]);
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.String:
                if (Text(element) is { } text) return JsonValue.Create(text);
                errors.Add(path, StorableText.Problem);
                return null;
            case JsonValueKind.Number when !IsStorable(element):
                errors.Add(path, "The number has too many digits.");
                return null;
            default:
                return JsonValue.Create(element.Clone());
        }
    }
}

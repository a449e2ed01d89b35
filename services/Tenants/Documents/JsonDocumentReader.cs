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

    private static JsonNode? Convert(JsonElement element, string path, DocumentErrors errors)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new JsonObject();
                foreach (var property in element.EnumerateObject())
                {
                    var inner = DocumentErrors.Join(path, property.Name);
                    if (!map.TryAdd(property.Name, Convert(property.Value, inner, errors))) errors.Add(inner, "The key is there twice.");
                }
                return map;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select((item, index) => Convert(item, DocumentErrors.Join(path, index), errors))]);
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(element.Clone());
        }
    }
}

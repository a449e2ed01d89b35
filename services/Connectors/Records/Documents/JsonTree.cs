using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Records.Documents;

/// <summary>
/// JSON that somebody has to look into as a whole, however it is written: of a name that stands there twice the last value counts, half
/// of a surrogate pair is a character like any other, and numbers keep their digits.
/// </summary>
internal static class JsonTree
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = JsonSlice.MaxDepth, AllowDuplicateProperties = false };

    /// <exception cref="JsonException">It is no JSON, or nested too deeply.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> json)
    {
        // An escape \ud... may be half of a pair, which the runtime's own tree cannot be asked for.
        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0)
        {
            try
            {
                return JsonNode.Parse(json, documentOptions: Strict);
            }
            catch (JsonException)
            {
                // A name that stands there twice; anything else comes up once more.
            }
        }

        var reader = JsonSlice.Reader(json);
        reader.Read();
        var node = Build(ref reader);
        return reader.Read() ? throw new JsonException("There is more behind the value.") : node;
    }

    public static JsonNode? Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    public static void Write(JsonNode? node, JsonBytes target)
    {
        switch (node)
        {
            case null:
                target.Raw("null"u8);
                break;
            case JsonObject map:
                target.Open((byte)'{');
                foreach (var (i, (name, value)) in map.Index())
                {
                    if (i > 0) target.Byte((byte)',');
                    target.Text(name);
                    target.Byte((byte)':');
                    Write(value, target);
                }

                target.Close((byte)'}');
                break;
            case JsonArray list:
                target.Open((byte)'[');
                foreach (var (i, item) in list.Index())
                {
                    if (i > 0) target.Byte((byte)',');
                    Write(item, target);
                }

                target.Close((byte)']');
                break;
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                target.Text(text.GetValue<string>());
                break;
            default:
                target.Raw(Encoding.UTF8.GetBytes(node.ToJsonString()));
                break;
        }
    }

    private static JsonNode? Build(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var map = new JsonObject();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = JsonSlice.ReadText(reader.ValueSpan);
                    reader.Read();
                    map[name] = Build(ref reader);
                }

                return map;
            case JsonTokenType.StartArray:
                var list = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) list.Add(Build(ref reader));
                return list;
            case JsonTokenType.String:
                return JsonValue.Create(JsonSlice.ReadText(reader.ValueSpan));
            default:
                return JsonNode.Parse(reader.ValueSpan);
        }
    }
}

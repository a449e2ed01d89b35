using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Models.Tests.Compatibility;

/// <summary>JSON without blanks and with its keys in order, so that texts can be compared.</summary>
internal static class PlainJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject map => $"{{{string.Join(',', map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{Of(JsonValue.Create(pair.Key))}:{Of(pair.Value)}"))}}}",
        JsonArray list => $"[{string.Join(',', list.Select(Of))}]",
        _ => node.ToJsonString(Options),
    };
}

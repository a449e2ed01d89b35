using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Ingestion.Validation;

/// <summary>One value of an <c>enum</c> or a <c>const</c>. Arrays and objects are declared so rarely that they are not compared: any one fits.</summary>
internal sealed record DeclaredValue(JsonValueKind Kind, byte[] Text, decimal? Number)
{
    public static DeclaredValue Of(JsonNode? value)
    {
        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        return kind switch
        {
            JsonValueKind.String => new(kind, Encoding.UTF8.GetBytes(value!.GetValue<string>()), null),
            JsonValueKind.Number => new(kind, [], decimal.TryParse(value!.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null),
            _ => new(kind, [], null),
        };
    }

    /// <summary>Whether the token under the reader is this value.</summary>
    public bool Is(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => Kind == JsonValueKind.String && reader.ValueTextEquals(Text),
        JsonTokenType.Number => Kind == JsonValueKind.Number && reader.TryGetDecimal(out var value) && value == Number,
        JsonTokenType.True => Kind == JsonValueKind.True,
        JsonTokenType.False => Kind == JsonValueKind.False,
        JsonTokenType.Null => Kind == JsonValueKind.Null,
        JsonTokenType.StartObject => Kind == JsonValueKind.Object,
        _ => Kind == JsonValueKind.Array,
    };
}

using System.Buffers.Text;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Incremental;

internal sealed class CountValues : ICursorValues
{
    public string Expected => "a whole number";

    public bool TryParse(ReadOnlySpan<byte> text, out Position position)
    {
        var known = Utf8Parser.TryParse(text, out long count, out var used) && used == text.Length;
        position = known ? new(count) : default;
        return known;
    }

    public bool TryParseState(string text, out Position position)
    {
        var known = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count);
        position = known ? new(count) : default;
        return known;
    }

    public JsonNode Format(Position position) => JsonValue.Create(position.Order);

    public Position Increment(Position position) => new(position.Order + 1);
}

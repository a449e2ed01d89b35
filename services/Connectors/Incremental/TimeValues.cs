using System.Text;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Incremental;

internal sealed class TimeValues(CursorFormats formats, IsoDuration? granularity) : ICursorValues
{
    private static readonly IsoDuration Millisecond = new(0, TimeSpan.FromMilliseconds(1));

    public string Expected => $"a time in the formats {string.Join(", ", formats.Inputs)}: correct cursor_datetime_formats";

    public bool TryParse(ReadOnlySpan<byte> text, out Position position)
    {
        var known = formats.TryParse(text, out var time);
        position = known ? Position.Of(time) : default;
        return known;
    }

    /// <summary>A state that another platform wrote may hold its times in another format than the records.</summary>
    public bool TryParseState(string text, out Position position)
    {
        if (TryParse(Encoding.UTF8.GetBytes(text), out position)) return true;
        if (!CursorFormats.TryParseIso(text, out var time)) return false;
        position = Position.Of(time);
        return true;
    }

    public JsonNode Format(Position position) => JsonValue.Create(formats.Format(position.Time));

    public Position Increment(Position position) => position.Plus(granularity ?? Millisecond);
}

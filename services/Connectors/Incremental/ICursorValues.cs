using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Incremental;

/// <summary>How the values of a cursor field are read, compared and written.</summary>
internal interface ICursorValues
{
    /// <summary>Shown when no value can be read: <c>a time in the formats %s</c>.</summary>
    string Expected { get; }

    /// <summary>The value as it stands in a record: the text of a string, unescaped, or a number.</summary>
    bool TryParse(ReadOnlySpan<byte> text, out Position position);

    bool TryParseState(string text, out Position position);

    JsonNode Format(Position position);

    /// <summary>The next value that can occur: two intervals that are no further apart are one.</summary>
    Position Increment(Position position);
}

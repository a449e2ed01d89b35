using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Incremental;

/// <summary>
/// The cursor while a stream is read: which windows to ask for, which records count, and how far the read has got. Bounds are inclusive.
/// A record from the future is read but does not move the cursor, or what comes before it would be missed later.
/// </summary>
internal sealed class CursorWindow(
    DatetimeBasedCursor cursor, CursorFormats formats, string name, DateTimeOffset start, DateTimeOffset end, DateTimeOffset? known) : ISliceCursor
{
    private readonly byte[] _field = Encoding.UTF8.GetBytes(name);
    private byte[] _lastText = [];
    private DateTimeOffset _lastTime;
    private DateTimeOffset? _reached = known;
    private DateTimeOffset? _pageReached;
    private long _readable;
    private long _unreadable;

    public required IReadOnlyList<DatetimeSlice> Slices { get; init; }

    /// <summary>What lies outside is dropped, whatever the source returns: it belongs to another read. Null for a read of what is new.</summary>
    public ReadWindow? Only { get; init; }

    public bool EndsBeforeWindow { get; private set; }

    /// <summary>A record later than the window was left out, which a later read must see although nothing changes until then.</summary>
    public bool LeftOutLaterRecords { get; private set; }

    public void BeginPage()
    {
        _pageReached = null;
        EndsBeforeWindow = false;
    }

    public void CompletePage()
    {
        if (_pageReached > (_reached ?? DateTimeOffset.MinValue)) _reached = _pageReached;
    }

    public bool Observe(ReadOnlySpan<byte> record, bool counts)
    {
        EndsBeforeWindow = false;
        if (!TryReadTime(record, out var time)) return Only is null;
        if (Only is { } only && (time < only.From || time >= only.To))
        {
            EndsBeforeWindow = cursor.IsDataFeed && time < only.From;
            return false;
        }

        if (time < start)
        {
            EndsBeforeWindow = cursor.IsDataFeed;
            return !cursor.FiltersRecords;
        }

        if (time > end)
        {
            LeftOutLaterRecords |= cursor.FiltersRecords;
            return !cursor.FiltersRecords;
        }

        if (counts && !(time <= _pageReached)) _pageReached = time;
        return true;
    }

    /// <summary>The state after a successful read; null when nothing was ever seen.</summary>
    /// <exception cref="ConnectorException">There were cursor values and none could be read, so that every read would start over.</exception>
    public string? Reached()
    {
        if (_readable == 0 && _unreadable > 0)
            throw new ConnectorException(
                ConnectorFaultKind.Configuration,
                $"none of the {_unreadable} values of the cursor field {name} is a time in the formats {string.Join(", ", formats.Inputs)}: correct cursor_datetime_formats");
        return _reached is { } time ? formats.Format(time) : null;
    }

    private bool TryReadTime(ReadOnlySpan<byte> record, out DateTimeOffset time)
    {
        time = default;
        var reader = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = 1000 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(_field);
            reader.Read();
            if (!found)
            {
                reader.Skip();
                continue;
            }

            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number)) return false;
            return TryParse(reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan, out time);
        }

        return false;
    }

    private bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = _lastTime;
        if (_lastText.Length > 0 && text.SequenceEqual(_lastText)) return true;
        if (!formats.TryParse(text, out time))
        {
            _unreadable++;
            return false;
        }

        _readable++;
        if (_lastText.Length == text.Length) text.CopyTo(_lastText);
        else _lastText = text.ToArray();
        _lastTime = time;
        return true;
    }

    /// <summary>The state with this cursor in it.</summary>
    public void WriteTo(JsonObject state)
    {
        if (Reached() is { } text) state[name] = text;
    }
}

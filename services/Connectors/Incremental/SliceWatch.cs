using System.Text;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Incremental;

/// <summary>
/// Looks at the cursor value of each record of a slice, as it stands there. A record from the future is read but does not move the cursor, or
/// what comes before it would be missed later.
/// </summary>
internal sealed class SliceWatch(CursorTerms terms, CursorCensus census, Position floor) : ISliceCursor
{
    private readonly byte[] _field = Encoding.UTF8.GetBytes(terms.Field);
    private byte[] _lastText = [];
    private Position _last;
    private Position? _pageMostRecent;

    public string Field => terms.Field;

    public bool EndsBeforeWindow { get; private set; }

    /// <summary>The latest record of the whole pages; null when there was none.</summary>
    public Position? MostRecent { get; private set; }

    public void BeginPage()
    {
        _pageMostRecent = null;
        EndsBeforeWindow = false;
    }

    public void CompletePage() => MostRecent = Position.Later(MostRecent, _pageMostRecent);

    public bool Observe(ReadOnlySpan<byte> value, bool counts)
    {
        EndsBeforeWindow = false;
        if (!TryRead(value, out var position)) return terms.Only is null;
        if (terms.Only is { } only && (position.Order < only.From.UtcTicks || position.Order >= only.To.UtcTicks))
        {
            EndsBeforeWindow = terms.IsDataFeed && position.Order < only.From.UtcTicks;
            return false;
        }

        if (position < floor)
        {
            EndsBeforeWindow = terms.IsDataFeed;
            return !terms.FiltersRecords;
        }

        // The end of one window only is where the last period begins: all of the period belongs to it.
        if (terms.Only is null && position > terms.End)
        {
            census.LeftOutLaterRecords |= terms.FiltersRecords;
            return !terms.FiltersRecords;
        }

        if (counts && !(position <= _pageMostRecent)) _pageMostRecent = position;
        return true;
    }

    /// <summary>The position of a record, whether it lies in the slice or not.</summary>
    public bool TryReadPosition(ReadOnlySpan<byte> record, out long position)
    {
        var known = TryRead(JsonSlice.FindMember(record, _field), out var at);
        position = at.Order;
        return known;
    }

    private bool TryRead(ReadOnlySpan<byte> value, out Position position)
    {
        position = default;
        if (value.IsEmpty || value[0] is not ((byte)'"' or (byte)'-' or (>= (byte)'0' and <= (byte)'9'))) return false;
        if (value[0] != '"') return TryParse(value, out position);
        var text = value[1..^1];
        return TryParse(text.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(JsonSlice.ReadText(text)) : text, out position);
    }

    private bool TryParse(ReadOnlySpan<byte> text, out Position position)
    {
        position = _last;
        if (_lastText.Length > 0 && text.SequenceEqual(_lastText)) return true;
        if (!terms.Values.TryParse(text, out position))
        {
            census.Unreadable++;
            return false;
        }

        census.Readable++;
        if (_lastText.Length == text.Length) text.CopyTo(_lastText);
        else _lastText = text.ToArray();
        _last = position;
        return true;
    }
}

/// <summary>What a read found in the cursor field. Slices that run at once may lose a count; only none or some matters.</summary>
internal sealed class CursorCensus
{
    public long Readable { get; set; }

    public long Unreadable { get; set; }

    /// <summary>A record later than the window was left out, which a later read must see although nothing changes until then.</summary>
    public bool LeftOutLaterRecords { get; set; }

    /// <exception cref="ConnectorException">There were cursor values and none could be read, so that every read would start over.</exception>
    public void ThrowIfNoneReadable(CursorTerms terms)
    {
        if (Readable == 0 && Unreadable > 0)
            throw new ConnectorException(
                ConnectorFaultKind.Configuration, $"none of the {Unreadable} values of the cursor field {terms.Field} is {terms.Values.Expected}");
    }
}

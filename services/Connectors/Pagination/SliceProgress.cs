using System.Text.Json.Nodes;
using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Records.Documents;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Pagination;

/// <summary>How far a slice has come, so that it can be begun again from there.</summary>
/// <param name="cursor">Null when the slice cannot be made smaller.</param>
internal sealed class SliceProgress(PaginationReset reset, DatetimeBasedCursor? cursor, Scope scope)
{
    private readonly bool _splits = reset.SplitsByCursor && cursor is not null;
    private readonly RecordsAtEdge _edge = new();
    private CursorFormats? _formats;
    private long _records;
    private long _pageRecords;
    private int _sameSlice;

    /// <summary>Only then do the records have to be looked at.</summary>
    public bool Watches => reset.Records is not null || _splits;

    public bool IsAtLimit => reset.Records is { } limit && _records >= limit;

    public void BeginAttempt()
    {
        _pageRecords = 0;
        _edge.BeginAttempt();
    }

    public void CompletePage()
    {
        (_records, _pageRecords) = (_records + _pageRecords, 0);
        _edge.CompletePage();
    }

    /// <summary>False for a record that was handed over before the slice was begun again.</summary>
    public bool Takes(ReadOnlySpan<byte> recordUtf8)
    {
        _pageRecords++;
        if (!_splits) return true;
        var formats = Formats();
        return JsonTree.Parse(recordUtf8) is not JsonObject record || record[cursor!.CursorField.Render(scope)] is not { } value
            || !formats.TryParse(System.Text.Encoding.UTF8.GetBytes(value.ToString()), out var time) || _edge.Takes(recordUtf8, time, Asked);
    }

    /// <summary>The slice to go on with.</summary>
    /// <param name="whole">As it was before it was ever begun again.</param>
    /// <exception cref="ConnectorException">Beginning again would only repeat itself.</exception>
    public StreamSlice Restart(StreamSlice current, StreamSlice whole)
    {
        var next = _splits ? Reduced(whole) : current;
        var same = next.CursorSlice.GetValueOrDefault(StartName)?.ToString() == current.CursorSlice.GetValueOrDefault(StartName)?.ToString();
        _sameSlice = same ? _sameSlice + 1 : 0;
        if (_sameSlice >= (_splits ? 1 : 2))
            throw new ConnectorException(
                ConnectorFaultKind.Source,
                _splits
                    ? "the pagination has to be begun again, but no record of this slice has a later cursor value than its start: make the cursor's step smaller"
                    : "the pagination was begun again and came to the same end: look at pagination_reset and the error handler of the manifest");
        (_records, _pageRecords) = (0, 0);
        _edge.Restart();
        return next;
    }

    private string StartName => cursor?.StartName?.Render(scope) ?? "start_time";

    private StreamSlice Reduced(StreamSlice whole) => _edge.Reached is not { } time ? whole : whole.WithCursorSlice(
        new Dictionary<string, object?>(whole.CursorSlice, StringComparer.Ordinal) { [StartName] = Formats().Format(time) });

    private CursorFormats Formats() => _formats ??= new([.. cursor!.InputFormats.Select(f => f.Render(scope))], cursor.OutputFormat.Render(scope));

    /// <summary>The time as a request names it, which may be coarser than that of a record.</summary>
    private DateTimeOffset Asked(DateTimeOffset time) => CursorFormats.TryParse(Formats().Format(time), Formats().Output, out var asked) && asked < time ? asked : time;
}

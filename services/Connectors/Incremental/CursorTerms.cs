using ControlPlane.Connectors.Interpolation;

namespace ControlPlane.Connectors.Incremental;

/// <summary>A cursor with everything that the config decides filled in. Partitions share it.</summary>
internal sealed record CursorTerms
{
    /// <summary>The field at the top of every record.</summary>
    public required string Field { get; init; }

    public required ICursorValues Values { get; init; }

    public required Position Start { get; init; }

    /// <summary>Null for a cursor that has no upper bound: only what records say moves it.</summary>
    public Position? End { get; init; }

    public IsoDuration? Lookback { get; init; }

    public IsoDuration? Step { get; init; }

    public IsoDuration? Granularity { get; init; }

    public Clamping Clamping { get; init; } = Clamping.None;

    /// <summary>The names of the bounds in a slice.</summary>
    public required (string Start, string End) Bounds { get; init; }

    /// <inheritdoc cref="IIncrementalSync.FiltersRecords"/>
    public bool FiltersRecords { get; init; }

    /// <summary>The source returns the newest first: once known records turn up, no further page is asked for.</summary>
    public bool IsDataFeed { get; init; }

    /// <summary>What lies outside is dropped, whatever the source returns: it belongs to another read. Null for a read of what is new.</summary>
    public ReadWindow? Only { get; init; }

    /// <summary>The same for one window only. What the source is asked for ends just before what another window begins with.</summary>
    public CursorTerms Within(ReadWindow window)
    {
        var (start, end) = (Position.Of(window.From), Position.Of(window.To));
        if (Granularity is { } granularity) end = Position.Later(start, end.Minus(granularity));
        return this with { Start = start, End = end, Lookback = null, Clamping = Clamping.None, Only = window };
    }

    /// <summary>The bounds of a window as requests and templates see them.</summary>
    public IReadOnlyDictionary<string, object?> Slice(CursorWindow window)
    {
        var slice = new Dictionary<string, object?>(StringComparer.Ordinal) { [Bounds.Start] = TemplateValues.FromJson(Values.Format(window.Start)) };
        if (End is not null) slice[Bounds.End] = TemplateValues.FromJson(Values.Format(window.End));
        return slice;
    }
}

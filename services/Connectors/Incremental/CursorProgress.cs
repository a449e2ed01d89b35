using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Incremental;

/// <summary>
/// What of a cursor has been read, in earlier reads and in this one. Written as <c>{field: value}</c>, where the value is the latest record
/// of the first stretch without a gap, so that a window that failed is read again.
/// </summary>
internal sealed class CursorProgress
{
    private static readonly string[] StretchTypes = ["date-range", "integer"];
    private readonly CursorTerms _terms;
    private readonly JsonObject _rest;
    private List<CursorInterval> _intervals;

    /// <param name="state">As a read has written it, or with the stretches themselves: <c>state_type</c> and <c>slices</c>.</param>
    /// <param name="overlap">How much of what the state says was read is read again, beside the declared lookback.</param>
    /// <exception cref="ConnectorException">The state holds a value that the cursor cannot read.</exception>
    public CursorProgress(CursorTerms terms, JsonObject? state, TimeSpan overlap = default)
    {
        _terms = terms;
        if (state?["state_type"]?.ToString() is { } type && StretchTypes.Contains(type))
        {
            _rest = state["legacy"] as JsonObject ?? [];
            var slices = (state["slices"] as JsonArray ?? []).OfType<JsonObject>()
                .Select(s => new CursorInterval(Required(s, "start"), Required(s, "end"), Read(s, "most_recent_cursor_value")));
            _intervals = CursorInterval.Merge(slices, terms.Values);
            if (_intervals.Count == 0) _intervals.Add(new(terms.Start, terms.Start, terms.Start));
            Start = _intervals[0].MostRecent ?? _intervals[0].End;
        }
        else
        {
            _rest = state ?? [];
            var reached = Read(_rest, terms.Field);
            if (overlap > TimeSpan.Zero && reached is { } value) reached = value.Minus(new IsoDuration(0, overlap));
            Start = reached > terms.Start ? reached.Value : terms.Start;
            _intervals = [new(terms.Start, Start, Start)];
        }
    }

    /// <summary>Records before it were read earlier.</summary>
    public Position Start { get; }

    /// <summary>Records before it are not wanted; the lookback is.</summary>
    public Position Floor => _terms.Lookback is { } lookback ? Position.Later(_terms.Start, Start.Minus(lookback)) : Start;

    /// <summary>The floor of the next read, which knows what is reached only as precisely as it is written.</summary>
    public Position NextFloor => new CursorProgress(_terms, State()).Floor;

    public Position Reached => _intervals[0].MostRecent ?? _intervals[0].Start;

    /// <summary>What is still to be read, as it is when this is called: gaps first, then from the last value on.</summary>
    public IEnumerable<CursorWindow> Windows()
    {
        var stretches = _intervals.ToArray();
        if (_terms.End is not { } end) return [new(Start, new(long.MaxValue))];
        var windows = CursorWindows.Cut(_terms, _terms.Start, stretches[0].Start, reachesEnd: false);
        for (var i = 0; i + 1 < stretches.Length; i++)
        {
            var from = _terms.Granularity is { } granularity ? stretches[i].End.Plus(granularity) : stretches[i].End;
            windows = windows.Concat(CursorWindows.Cut(_terms, from, stretches[i + 1].Start, reachesEnd: false));
        }

        var last = stretches[^1].End;
        return windows.Concat(CursorWindows.Cut(_terms, _terms.Lookback is { } lookback ? last.Minus(lookback) : last, end, reachesEnd: true));
    }

    /// <summary>A window has been read whole.</summary>
    /// <param name="mostRecent">The latest record; null when there was none.</param>
    public void Close(CursorWindow window, Position? mostRecent)
    {
        if (_terms.End is not null) _intervals.Add(new(window.Start, window.End, mostRecent));
        else if (mostRecent is { } value) _intervals.Add(new(Start, value, value));
        _intervals = CursorInterval.Merge(_intervals, _terms.Values);
    }

    public JsonObject State()
    {
        var state = _rest.DeepClone().AsObject();
        state[_terms.Field] = _terms.Values.Format(Reached);
        return state;
    }

    private Position Required(JsonObject map, string field) => Read(map, field)
        ?? throw new ConnectorException(ConnectorFaultKind.Configuration, $"the state's slices lack '{field}': start over without the state");

    private Position? Read(JsonObject map, string field)
    {
        if (map[field] is not { } value) return null;
        var text = value.ToString();
        return _terms.Values.TryParseState(text, out var position)
            ? position
            : throw new ConnectorException(ConnectorFaultKind.Configuration, $"the state's {field} '{text}' is not {_terms.Values.Expected}");
    }
}

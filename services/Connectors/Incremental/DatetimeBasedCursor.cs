using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Requests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Incremental;

/// <summary>Reads a stream from where the last read ended, by a time that every record carries.</summary>
internal sealed record DatetimeBasedCursor : ISliceOptions
{
    public static ComponentKinds<DatetimeBasedCursor> Kinds { get; } = new() { ["DatetimeBasedCursor"] = Compile };

    public required Interpolated CursorField { get; init; }

    public required Interpolated OutputFormat { get; init; }

    public required IReadOnlyList<Interpolated> InputFormats { get; init; }

    public required MinMaxDatetime Start { get; init; }

    public MinMaxDatetime? End { get; init; }

    public Interpolated? Step { get; init; }

    public Interpolated? Granularity { get; init; }

    public Interpolated? Lookback { get; init; }

    public RequestOption? StartOption { get; init; }

    public RequestOption? EndOption { get; init; }

    public required string StartName { get; init; }

    public required string EndName { get; init; }

    /// <summary>The source cannot filter: what lies outside of the window is dropped here.</summary>
    public bool FiltersRecords { get; init; }

    /// <summary>The source returns the newest first: once known records turn up, no further page is asked for.</summary>
    public bool IsDataFeed { get; init; }

    /// <summary>A slice whose start is its end is not asked for.</summary>
    public bool ComparesStrictly { get; init; }

    public static DatetimeBasedCursor? Compile(Component c)
    {
        c.Refuse("clamping");
        var field = c.Template("cursor_field", required: true);
        var format = c.Template("datetime_format", required: true);
        var start = MinMaxDatetime.Compile(c, "start_datetime", required: true);
        if (c.Has("step") != c.Has("cursor_granularity")) c.Error("", "step and cursor_granularity go together");
        foreach (var name in new[] { "step", "cursor_granularity", "lookback_window" })
            if (c.Template(name) is { IsLiteral: true } text && !IsoDuration.TryParse(text.Text, out _)) c.Error(name, $"'{text.Text}' is not an ISO 8601 duration");
        return field is null || format is null || start is null
            ? null
            : new()
            {
                CursorField = field,
                OutputFormat = format,
                InputFormats = [.. c.Templates("cursor_datetime_formats"), format],
                Start = start,
                End = MinMaxDatetime.Compile(c, "end_datetime"),
                Step = c.Template("step"),
                Granularity = c.Template("cursor_granularity"),
                Lookback = c.Template("lookback_window"),
                StartOption = c.Child("start_time_option", RequestOption.Kinds),
                EndOption = c.Child("end_time_option", RequestOption.Kinds),
                StartName = c.Text("partition_field_start") ?? "start_time",
                EndName = c.Text("partition_field_end") ?? "end_time",
                FiltersRecords = c.Flag("is_client_side_incremental") || c.Flag("is_data_feed"),
                IsDataFeed = c.Flag("is_data_feed"),
                ComparesStrictly = c.Flag("is_compare_strictly"),
            };
    }

    public void Inject(RequestDraft draft, StreamSlice slice, Scope scope)
    {
        Put(StartOption, StartName);
        Put(EndOption, EndName);

        void Put(RequestOption? option, string bound)
        {
            if (option is not null && slice.CursorSlice.GetValueOrDefault(bound) is string text) option.Inject(draft, text, text, scope);
        }
    }

    /// <summary>The cursor of one read.</summary>
    /// <exception cref="ConnectorException">A time or a duration cannot be read.</exception>
    public CursorWindow Open(Scope scope, JsonObject? state, DateTimeOffset now)
    {
        var formats = new CursorFormats([.. InputFormats.Select(f => f.Render(scope))], OutputFormat.Render(scope));
        var name = CursorField.Render(scope);
        var end = End is null ? now : Earlier(End.Resolve(scope, formats.Output), now);
        var start = Earlier(Start.Resolve(scope, formats.Output), end);
        DateTimeOffset? known = null;
        if (state?[name] is { } value)
        {
            var text = value.ToString();
            if (!formats.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var reached) && !CursorFormats.TryParseIso(text, out reached))
                throw new ConnectorException(ConnectorFaultKind.Configuration, $"the state's {name} '{text}' is not a time in the format {formats.Output}");
            known = reached;
            var from = Lookback is null ? reached : Duration(Lookback, scope).SubtractFrom(reached);
            if (from > start) start = from;
        }

        return new(this, formats, name, start, end, known) { Slices = [.. Cut(scope, formats, start, end)] };
    }

    /// <summary>The cursor of a read of one window only. A window that another may follow ends just before it.</summary>
    public CursorWindow Open(Scope scope, ReadWindow window)
    {
        var formats = Formats(scope);
        var end = Granularity is null ? window.To : Duration(Granularity, scope).SubtractFrom(window.To);
        return new(this, formats, CursorField.Render(scope), window.From, end, null) { Slices = [.. Cut(scope, formats, window.From, end)], Only = window };
    }

    /// <summary>What lies behind a state.</summary>
    public StreamCoverage Coverage(Scope scope, JsonObject? state, DateTimeOffset now)
    {
        var formats = Formats(scope);
        DateTimeOffset? known = state?[CursorField.Render(scope)] is JsonValue value
            && (formats.TryParse(System.Text.Encoding.UTF8.GetBytes(value.ToString()), out var reached) || CursorFormats.TryParseIso(value.ToString(), out reached)) ? reached : null;
        return new(Earlier(Start.Resolve(scope, formats.Output), now), known);
    }

    private CursorFormats Formats(Scope scope) => new([.. InputFormats.Select(f => f.Render(scope))], OutputFormat.Render(scope));

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static IsoDuration Duration(Interpolated template, Scope scope) =>
        IsoDuration.TryParse(template.Render(scope), out var duration)
            ? duration
            : throw new ConnectorException(ConnectorFaultKind.Configuration, $"{template.Path}: '{template.Render(scope)}' is not an ISO 8601 duration");

    private IEnumerable<DatetimeSlice> Cut(Scope scope, CursorFormats formats, DateTimeOffset start, DateTimeOffset end)
    {
        IsoDuration? step = Step is null ? null : Duration(Step, scope);
        var granularity = Granularity is null ? default : Duration(Granularity, scope);
        if (step is { } s && s.AddTo(start) <= start) throw new ConnectorException(ConnectorFaultKind.Configuration, $"{Step!.Path}: a step must be longer than nothing");
        while (ComparesStrictly ? start < end : start <= end)
        {
            var next = step?.AddTo(start) ?? DateTimeOffset.MaxValue;
            var last = step is null ? end : Earlier(granularity.SubtractFrom(next), end);
            yield return new(start, last, new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [StartName] = formats.Format(start),
                [EndName] = formats.Format(last),
            });
            if (step is null) yield break;
            start = next;
        }
    }
}

/// <summary>One window that is asked for by its own requests.</summary>
/// <param name="Variables">The bounds as templates see them.</param>
internal sealed record DatetimeSlice(DateTimeOffset Start, DateTimeOffset End, IReadOnlyDictionary<string, object?> Variables);

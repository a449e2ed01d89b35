using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Requests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Incremental;

/// <summary>
/// Reads a stream from where the last read ended, by a time that every record carries. Bounds are inclusive: the record at the bound
/// comes again with the next read, and whoever keeps the records removes it by its primary key.
/// </summary>
internal sealed record DatetimeBasedCursor : IIncrementalSync
{
    private static readonly string[] Durations = ["step", "cursor_granularity", "lookback_window"];

    public required Interpolated CursorField { get; init; }

    public bool AllowsCatalogCursorField { get; init; }

    public required Interpolated OutputFormat { get; init; }

    public required IReadOnlyList<Interpolated> InputFormats { get; init; }

    public required MinMaxDatetime Start { get; init; }

    public MinMaxDatetime? End { get; init; }

    public Interpolated? Step { get; init; }

    public Interpolated? Granularity { get; init; }

    public Interpolated? Lookback { get; init; }

    public DeclaredClamping? Clamping { get; init; }

    public RequestOption? StartOption { get; init; }

    public RequestOption? EndOption { get; init; }

    public Interpolated? StartName { get; init; }

    public Interpolated? EndName { get; init; }

    public bool FiltersRecords { get; init; }

    public bool IsDataFeed { get; init; }

    /// <summary>Partitions keep one common value instead of one each.</summary>
    public bool IsGlobal { get; init; }

    public bool IsOneSlice => Step is null;

    public static DatetimeBasedCursor? Compile(Component c)
    {
        var field = c.Template("cursor_field", required: true);
        var format = c.Template("datetime_format", required: true);
        var start = MinMaxDatetime.Compile(c, "start_datetime", required: true);
        if (c.Has("step") != c.Has("cursor_granularity")) c.Error("", "step and cursor_granularity go together");
        foreach (var name in Durations)
            if (c.Template(name) is { IsLiteral: true, Text.Length: > 0 } text && !IsoDuration.TryParse(text.Text, out _))
                c.Error(name, $"'{text.Text}' is not an ISO 8601 duration");
        var inputs = c.Templates("cursor_datetime_formats");
        return field is null || format is null || start is null
            ? null
            : new()
            {
                CursorField = field,
                AllowsCatalogCursorField = c.Flag("allow_catalog_defined_cursor_field"),
                OutputFormat = format,
                InputFormats = [.. inputs, format],
                Start = start,
                End = MinMaxDatetime.Compile(c, "end_datetime"),
                Step = c.Template("step"),
                Granularity = c.Template("cursor_granularity"),
                Lookback = c.Template("lookback_window"),
                Clamping = c.Child("clamping", DeclaredClamping.Kinds),
                StartOption = c.Child("start_time_option", RequestOption.Kinds),
                EndOption = c.Child("end_time_option", RequestOption.Kinds),
                StartName = c.Template("partition_field_start"),
                EndName = c.Template("partition_field_end"),
                FiltersRecords = c.Flag("is_client_side_incremental") || c.Flag("is_data_feed"),
                IsDataFeed = c.Flag("is_data_feed"),
                IsGlobal = c.Flag("global_substream_cursor"),
            };
    }

    public void Inject(RequestDraft draft, StreamSlice slice, Scope scope)
    {
        var (start, end) = Bounds(scope);
        Put(StartOption, start);
        Put(EndOption, end);

        void Put(RequestOption? option, string bound)
        {
            if (option is not null && slice.CursorSlice.GetValueOrDefault(bound) is string text) option.Inject(draft, text, text, scope);
        }
    }

    /// <summary>Where a first read begins.</summary>
    /// <exception cref="ConnectorException">The declared start is no time.</exception>
    public DateTimeOffset FirstStart(Scope scope, DateTimeOffset now) => Start.Resolve(scope, OutputFormat.Render(scope)) is var start && start < now ? start : now;

    public CursorTerms Resolve(string name, Scope scope, DateTimeOffset now)
    {
        var formats = new CursorFormats([.. InputFormats.Select(f => f.Render(scope))], OutputFormat.Render(scope));
        var granularity = Duration(Granularity, scope);
        var step = Duration(Step, scope);
        var start = Start.Resolve(scope, formats.Output);
        if (step is { } s && s.AddTo(start) <= start) throw new ConnectorException(ConnectorFaultKind.Configuration, $"{Step!.Path}: a step must be longer than nothing");
        var end = End?.Resolve(scope, formats.Output) ?? now;
        var clamping = Clamping?.Resolve(scope) ?? Incremental.Clamping.None;
        if (Clamping is not null) end = (granularity ?? new(0, clamping.DefaultGranularity)).SubtractFrom(clamping.Down(end));
        return new()
        {
            Field = name,
            Values = new TimeValues(formats, granularity),
            Start = Position.Of(start),
            End = Position.Of(end),
            Lookback = Duration(Lookback, scope),
            Step = step,
            Granularity = granularity,
            Clamping = clamping,
            Bounds = Bounds(scope),
            FiltersRecords = FiltersRecords,
            IsDataFeed = IsDataFeed,
        };
    }

    private (string Start, string End) Bounds(Scope scope) => (StartName?.Render(scope) ?? "start_time", EndName?.Render(scope) ?? "end_time");

    /// <summary>Null when nothing is declared, or the config leaves it empty.</summary>
    private static IsoDuration? Duration(Interpolated? template, Scope scope)
    {
        if (template?.Render(scope) is not { Length: > 0 } text) return null;
        return IsoDuration.TryParse(text, out var duration)
            ? duration
            : throw new ConnectorException(ConnectorFaultKind.Configuration, $"{template.Path}: '{text}' is not an ISO 8601 duration");
    }
}

using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Incremental;

/// <summary>Moves the bounds of windows to whole days, weeks or months, because the source only knows those.</summary>
/// <param name="Up">The bound of a window.</param>
/// <param name="Down">The end of the whole read, of which an unfinished period is left out.</param>
internal sealed record Clamping(Func<DateTimeOffset, DateTimeOffset> Up, Func<DateTimeOffset, DateTimeOffset> Down, TimeSpan DefaultGranularity)
{
    public static Clamping None { get; } = new(t => t, t => t, TimeSpan.Zero);

    public static Clamping Day { get; } = new(t => Midnight(t).AddDays(1), Midnight, TimeSpan.FromSeconds(1));

    public static Clamping Month { get; } = new(
        t => t.Day == 1 ? Midnight(t) : Midnight(t).AddDays(1 - t.Day).AddMonths(1), t => Midnight(t).AddDays(1 - t.Day), TimeSpan.FromDays(1));

    /// <summary>The next such day, today if it is one; downwards the one before that.</summary>
    public static Clamping Week(DayOfWeek day) => new(
        t => Midnight(t).AddDays(DaysUntil(t, day)), t => Midnight(t).AddDays(DaysUntil(t, day) - 7), TimeSpan.FromDays(1));

    private static DateTimeOffset Midnight(DateTimeOffset time) => new(time.Date, time.Offset);

    private static int DaysUntil(DateTimeOffset time, DayOfWeek day) => ((int)day - (int)time.DayOfWeek + 7) % 7;
}

/// <summary>The clamping that a manifest asks for; which one may depend on the config.</summary>
internal sealed record DeclaredClamping(Interpolated Target, Interpolated? Weekday)
{
    public static ComponentKinds<DeclaredClamping> Kinds { get; } = new() { ["Clamping"] = Compile };

    public Clamping Resolve(Scope scope) => Target.Render(scope) switch
    {
        "DAY" => Clamping.Day,
        "MONTH" => Clamping.Month,
        "WEEK" when Weekday is null => throw Wrong("WEEK needs a weekday in target_details"),
        "WEEK" => Clamping.Week(Day(Weekday.Render(scope))),
        var other => throw Wrong($"'{other}' is not one of DAY, WEEK, MONTH"),
    };

    private static DeclaredClamping? Compile(Component c) => c.Template("target", required: true) is { } target
        ? new(target, c.Child("target_details", Details)?.Template("weekday"))
        : null;

    private static ComponentKinds<Component> Details { get; } = new() { ["ClampingDetails"] = c => c };

    private DayOfWeek Day(string name) => Enum.TryParse<DayOfWeek>(name, ignoreCase: true, out var day) && !int.TryParse(name, out _)
        ? day
        : throw Wrong($"'{name}' is not a day of the week");

    private ConnectorException Wrong(string problem) => new(ConnectorFaultKind.Configuration, $"{Target.Path}: {problem}");
}

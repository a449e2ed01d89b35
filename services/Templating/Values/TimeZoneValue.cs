namespace ControlPlane.Templating.Values;

/// <summary>A time zone as pytz gives it.</summary>
public sealed class TimeZoneValue(TimeZoneInfo zone) : ITemplateObject
{
    private readonly TimeSpan _first = zone.GetUtcOffset(new DateTime(1800, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    public static TimeZoneValue Utc { get; } = new(TimeZoneInfo.Utc);

    /// <exception cref="TemplateException">There is no such zone.</exception>
    public static TimeZoneValue Find(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found)
        ? found == TimeZoneInfo.Utc ? Utc : new TimeZoneValue(found)
        : throw new TemplateException($"UnknownTimeZoneError: '{name}'");

    /// <summary>The moment as clocks of the zone show it.</summary>
    public static DateTimeOffset Convert(DateTimeOffset time, object? zone) => zone switch
    {
        TimeSpan offset => time.ToOffset(offset),
        TimeZoneValue value => TimeZoneInfo.ConvertTime(time, value.Zone),
        null => time.ToUniversalTime(),
        _ => throw TemplateException.Type($"tzinfo argument must be None or of a tzinfo subclass, not type '{TypeName.Of(zone)}'"),
    };

    /// <summary>The clock time as one of the zone.</summary>
    public static DateTimeOffset Localize(DateTime time, object? zone)
    {
        var clock = DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
        return new DateTimeOffset(clock, zone switch
        {
            TimeSpan offset => offset,
            TimeZoneValue value => value.Zone.GetUtcOffset(clock),
            null => TimeSpan.Zero,
            _ => throw TemplateException.Type($"tzinfo argument must be None or of a tzinfo subclass, not type '{TypeName.Of(zone)}'"),
        });
    }

    /// <summary>
    /// What Python makes of <c>datetime(..., tzinfo=zone)</c>: zones of pytz that were not asked to <c>localize</c> stand at their first offset, local mean time.
    /// </summary>
    public static DateTimeOffset Attach(DateTime time, object? zone) =>
        zone is TimeZoneValue value ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), value._first) : Localize(time, zone);

    public TimeZoneInfo Zone => zone;

    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "zone" => zone.Id,
            "localize" => (TemplateFunction)(arguments => Localize(arguments.Require<DateTime>(0, "dt"), this)),
            "normalize" or "fromutc" => (TemplateFunction)(arguments => Convert(arguments.Require<DateTimeOffset>(0, "dt"), this)),
            "utcoffset" => (TemplateFunction)(arguments => zone.GetUtcOffset(arguments.Require<DateTime>(0, "dt"))),
            _ => null,
        };
        return value is not null;
    }

    public override string ToString() => zone.Id;
}

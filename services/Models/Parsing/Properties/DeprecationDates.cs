using System.Globalization;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>A day or moment after which a model should not be used; without an offset it is in the machine's own time zone.</summary>
internal static class DeprecationDates
{
    public static string? Read(PropertyEntry entry) => entry.Value("deprecation_date") switch
    {
        null => null,
        DateOnly date => Text(date.ToDateTime(TimeOnly.MinValue)),
        DateTime time => Text(time),
        DateTimeOffset moment => Text(moment),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var moment) => Text(moment),
        var other => entry.Wrong<string>("deprecation_date", "a date as 2030-01-31", other),
    };

    private static string Text(DateTime local) => Text(new DateTimeOffset(local, TimeZoneInfo.Local.GetUtcOffset(local)));

    private static string Text(DateTimeOffset moment) =>
        moment.ToString(moment.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:sszzz" : "yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);
}

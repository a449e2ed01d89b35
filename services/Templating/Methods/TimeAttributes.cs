using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Methods;

/// <summary>year, month, ... of dates and days, seconds, microseconds of durations.</summary>
internal static class TimeAttributes
{
    public static bool TryGet(object self, string name, out object? value)
    {
        value = self is TimeSpan span ? OfDuration(span, name) : OfDate(self, name);
        return value is not null;
    }

    private static object? OfDuration(TimeSpan span, string name)
    {
        var days = (long)Math.Floor(span.TotalDays);
        var rest = span - TimeSpan.FromDays(days);
        return name switch
        {
            "days" => days,
            "seconds" => rest.Ticks / TimeSpan.TicksPerSecond,
            "microseconds" => rest.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond,
            _ => null,
        };
    }

    private static object? OfDate(object self, string name)
    {
        var time = TimeMethods.Time(self);
        return name switch
        {
            "year" => (long)time.Year,
            "month" => (long)time.Month,
            "day" => (long)time.Day,
            _ when self is DateOnly => null,
            "hour" => (long)time.Hour,
            "minute" => (long)time.Minute,
            "second" => (long)time.Second,
            "microsecond" => (long)TimeText.Microseconds(time.DateTime),
            "tzinfo" => self is DateTimeOffset ? time.Offset : null,
            _ => null,
        };
    }
}

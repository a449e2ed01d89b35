using System.Globalization;

namespace ControlPlane.Templating.Values;

/// <summary>How Python writes dates, times and durations. Fractions are cut to microseconds.</summary>
internal static class TimeText
{
    public static string Str(object value) => value switch
    {
        TimeSpan span => Duration(span),
        _ => Iso(value, " "),
    };

    public static string Iso(object value, string separator) => value switch
    {
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset time => Clock(time.DateTime, separator) + Offset(time.Offset),
        DateTime time => Clock(time, separator),
        _ => Duration((TimeSpan)value),
    };

    public static string Repr(object value) => value switch
    {
        DateOnly date => $"datetime.date({date.Year}, {date.Month}, {date.Day})",
        DateTimeOffset time => $"datetime.datetime({Parts(time.DateTime)}, tzinfo={Zone(time.Offset)})",
        DateTime time => $"datetime.datetime({Parts(time)})",
        _ => DurationRepr((TimeSpan)value),
    };

    /// <summary>+00:00</summary>
    public static string Offset(TimeSpan offset, string separator = ":") =>
        (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString($"hh'{separator}'mm", CultureInfo.InvariantCulture);

    public static int Microseconds(DateTime time) => (int)(time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);

    private static string Clock(DateTime time, string separator)
    {
        var text = time.ToString($"yyyy-MM-dd'{separator}'HH:mm:ss", CultureInfo.InvariantCulture);
        var micros = Microseconds(time);
        return micros == 0 ? text : $"{text}.{micros:D6}";
    }

    private static string Parts(DateTime time)
    {
        var micros = Microseconds(time);
        var text = $"{time.Year}, {time.Month}, {time.Day}, {time.Hour}, {time.Minute}";
        if (time.Second != 0 || micros != 0)
            text += $", {time.Second}";
        return micros == 0 ? text : $"{text}, {micros}";
    }

    private static string Zone(TimeSpan offset) =>
        offset == TimeSpan.Zero ? "datetime.timezone.utc" : $"datetime.timezone({DurationRepr(offset)})";

    private static (long Days, long Seconds, long Micros) Split(TimeSpan span)
    {
        var ticks = span.Ticks;
        var days = (long)Math.Floor((decimal)ticks / TimeSpan.TicksPerDay);
        var rest = ticks - (days * TimeSpan.TicksPerDay);
        return (days, rest / TimeSpan.TicksPerSecond, rest % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);
    }

    private static string Duration(TimeSpan span)
    {
        var (days, seconds, micros) = Split(span);
        var text = $"{seconds / 3600}:{seconds / 60 % 60:D2}:{seconds % 60:D2}";
        if (days != 0)
            text = $"{days} day{(Math.Abs(days) == 1 ? "" : "s")}, {text}";
        return micros == 0 ? text : $"{text}.{micros:D6}";
    }

    private static string DurationRepr(TimeSpan span)
    {
        var (days, seconds, micros) = Split(span);
        List<string> parts = [];
        if (days != 0)
            parts.Add($"days={days}");
        if (seconds != 0)
            parts.Add($"seconds={seconds}");
        if (micros != 0)
            parts.Add($"microseconds={micros}");
        return $"datetime.timedelta({(parts.Count == 0 ? "0" : string.Join(", ", parts))})";
    }
}

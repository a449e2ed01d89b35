using System.Globalization;
using System.Text.RegularExpressions;

namespace ControlPlane.Templating.Manifests;

/// <summary>Reads ISO 8601 dates and times as dateutil's isoparse does; the result is in UTC.</summary>
public static partial class IsoDateTime
{
    /// <exception cref="TemplateException">The text is not an ISO 8601 date or time.</exception>
    public static DateTimeOffset Parse(string text)
    {
        var match = Pattern().Match(text);
        try
        {
            if (match.Success)
                return Read(match).ToUniversalTime();
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new TemplateException($"'{text}' is not a date: a part is out of range", error);
        }

        throw new TemplateException($"'{text}' is not an ISO 8601 date or time");
    }

    private static DateTimeOffset Read(Match match)
    {
        int Part(string name, int missing = 0) =>
            match.Groups[name].Success ? int.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture) : missing;

        var year = Part("year");
        var date = match.Groups["week"].Success
            ? ISOWeek.ToDateTime(year, Part("week"), (DayOfWeek)(Part("weekday", 1) % 7))
            : match.Groups["ordinal"].Success
                ? new DateTime(year, 1, 1).AddDays(Part("ordinal") - 1)
                : new DateTime(year, Part("month", 1), Part("day", 1));
        var hour = Part("hour");
        if (hour > 24 || (hour == 24 && (Part("minute") > 0 || Part("second") > 0)) || Part("minute") > 59 || Part("second") > 59)
            throw new ArgumentOutOfRangeException(nameof(match), "hour must be in 0..24, minute and second in 0..59");
        var fraction = match.Groups["fraction"].Value;
        var ticks = fraction.Length == 0 ? 0 : long.Parse(fraction[..Math.Min(6, fraction.Length)].PadRight(6, '0'), CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond;
        var offset = new TimeSpan(Part("zoneHour"), Part("zoneMinute"), 0);
        var clock = date.AddHours(hour).AddMinutes(Part("minute")).AddSeconds(Part("second")).AddTicks(ticks);
        return new DateTimeOffset(clock, match.Groups["sign"].Value == "-" ? -offset : offset);
    }

    [GeneratedRegex("""
        ^(?<year>\d{4})(?:
            -?W(?<week>\d{2})(?:-?(?<weekday>[1-7]))?
          | -(?<month>\d{2})(?:-(?<day>\d{2}))?
          | -?(?<ordinal>\d{3})(?!\d)
          | (?<month>\d{2})(?<day>\d{2})
        )?
        (?:.(?<hour>\d{2})(?::?(?<minute>\d{2})(?::?(?<second>\d{2})(?:[.,](?<fraction>\d+))?)?)?
           (?:[zZ]|(?<sign>[-+])(?<zoneHour>\d{2})(?::?(?<zoneMinute>\d{2}))?)?
        )?$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Pattern();
}

using System.Globalization;
using System.Text;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Manifests;

/// <summary>strftime with the directives of Python on Linux, in the C locale.</summary>
internal static class TimeFormatter
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static string Write(DateTimeOffset time, string format, bool isAware)
    {
        var result = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 >= format.Length)
            {
                result.Append(format[i]);
                continue;
            }

            if (string.CompareOrdinal(format, i, "%_ms", 0, 4) == 0)
            {
                result.Append(time.Millisecond.ToString("000", Culture));
                i += 3;
                continue;
            }

            var flag = format[i + 1] is '-' or '_' or '0' or '^' && i + 2 < format.Length ? format[++i] : '\0';
            result.Append(Padded(Directive(format[++i], time, isAware), flag));
        }

        return result.ToString();
    }

    private static string Padded(string text, char flag) => flag switch
    {
        '-' when text.All(char.IsAsciiDigit) => text.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : "0",
        '_' when text.All(char.IsAsciiDigit) => (text.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : "0").PadLeft(text.Length),
        '^' => text.ToUpperInvariant(),
        _ => text,
    };

    private static string Directive(char directive, DateTimeOffset time, bool isAware) => directive switch
    {
        'Y' => time.Year.ToString(Culture),
        'm' => Two(time.Month),
        'd' => Two(time.Day),
        'H' => Two(time.Hour),
        'M' => Two(time.Minute),
        'S' => Two(time.Second),
        'f' => TimeText.Microseconds(time.DateTime).ToString("000000", Culture),
        'z' => isAware ? TimeText.Offset(time.Offset, "") : "",
        'Z' => !isAware ? "" : time.Offset == TimeSpan.Zero ? "UTC" : "UTC" + TimeText.Offset(time.Offset),
        ':' => isAware ? TimeText.Offset(time.Offset) : "",
        'y' => Two(time.Year % 100),
        'C' => Two(time.Year / 100),
        'b' or 'h' => time.ToString("MMM", Culture),
        'B' => time.ToString("MMMM", Culture),
        'a' => time.ToString("ddd", Culture),
        'A' => time.ToString("dddd", Culture),
        'w' => ((int)time.DayOfWeek).ToString(Culture),
        'u' => (((int)time.DayOfWeek + 6) % 7 + 1).ToString(Culture),
        'I' => Two((time.Hour + 11) % 12 + 1),
        'l' => ((time.Hour + 11) % 12 + 1).ToString(Culture).PadLeft(2),
        'k' => time.Hour.ToString(Culture).PadLeft(2),
        'e' => time.Day.ToString(Culture).PadLeft(2),
        'p' => time.Hour < 12 ? "AM" : "PM",
        'P' => time.Hour < 12 ? "am" : "pm",
        'j' => time.DayOfYear.ToString("000", Culture),
        'U' => Two((time.DayOfYear + 6 - (int)time.DayOfWeek) / 7),
        'W' => Two((time.DayOfYear + 6 - (((int)time.DayOfWeek + 6) % 7)) / 7),
        'V' => Two(ISOWeek.GetWeekOfYear(time.DateTime)),
        'G' => ISOWeek.GetYear(time.DateTime).ToString(Culture),
        'g' => Two(ISOWeek.GetYear(time.DateTime) % 100),
        's' => time.ToUnixTimeSeconds().ToString(Culture),
        'F' => time.ToString("yyyy-MM-dd", Culture),
        'T' or 'X' => time.ToString("HH:mm:ss", Culture),
        'D' or 'x' => time.ToString("MM/dd/yy", Culture),
        'R' => time.ToString("HH:mm", Culture),
        'r' => time.ToString("hh:mm:ss tt", Culture),
        'c' => $"{time.ToString("ddd MMM", Culture)} {time.Day,2} {time.ToString("HH:mm:ss yyyy", Culture)}",
        'n' => "\n",
        't' => "\t",
        '%' => "%",
        _ => "%" + directive,
    };

    private static string Two(int number) => number.ToString("00", Culture);
}

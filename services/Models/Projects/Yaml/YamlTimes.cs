using System.Globalization;
using System.Text.RegularExpressions;

namespace ControlPlane.Models.Projects.Yaml;

/// <summary>Dates and times of YAML 1.1.</summary>
internal static partial class YamlTimes
{
    /// <summary>A DateOnly, a DateTime, or a DateTimeOffset where an offset is written; null for any other text.</summary>
    public static object? Read(string text)
    {
        if (text.Length < 8 || text[4] != '-' || !char.IsAsciiDigit(text[0])) return null;
        if (text.Length == 10) return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
        if (Time().Match(text) is not { Success: true } match) return null;
        var numbers = Enumerable.Range(1, 6).Select(group => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture)).ToArray();
        DateTime time;
        try
        {
            time = new DateTime(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
        if (match.Groups[7].Length > 0) time = time.AddMicroseconds(int.Parse(match.Groups[7].Value.PadRight(6, '0').AsSpan(0, 6), CultureInfo.InvariantCulture));
        if (match.Groups[8].Length == 0) return time;
        if (match.Groups[8].Value == "Z") return new DateTimeOffset(time, TimeSpan.Zero);
        var offset = new TimeSpan(int.Parse(match.Groups[10].ValueSpan, CultureInfo.InvariantCulture), match.Groups[11].Length > 0 ? int.Parse(match.Groups[11].ValueSpan, CultureInfo.InvariantCulture) : 0, 0);
        return offset < TimeSpan.FromHours(14) ? new DateTimeOffset(time, match.Groups[9].Value == "-" ? -offset : offset) : null;
    }

    [GeneratedRegex(@"^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Time();
}

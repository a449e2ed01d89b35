using System.Globalization;
using System.Text.RegularExpressions;

namespace ControlPlane.Templating.Manifests;

/// <summary>
/// Reads ISO 8601 durations such as P1DT2H. Years and months have no fixed length: a duration with them is a
/// <see cref="CalendarDuration"/>, which a date can be moved by.
/// </summary>
public static partial class IsoDuration
{
    /// <returns>A <see cref="TimeSpan"/>, or a <see cref="CalendarDuration"/> when years or months are named.</returns>
    /// <exception cref="TemplateException">The text is not an ISO 8601 duration.</exception>
    public static object Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success || text.EndsWith('T') || text.EndsWith('P'))
            throw new TemplateException($"Unable to parse duration string '{text}'");

        double Part(string name) => match.Groups[name].Success
            ? double.Parse(match.Groups[name].Value.Replace(',', '.'), CultureInfo.InvariantCulture)
            : 0;

        var sign = match.Groups["sign"].Value == "-" ? -1 : 1;
        var fixedPart = sign * (TimeSpan.FromDays((Part("weeks") * 7) + Part("days"))
            + TimeSpan.FromHours(Part("hours")) + TimeSpan.FromMinutes(Part("minutes")) + TimeSpan.FromSeconds(Part("seconds")));
        var months = sign * (int)((Part("years") * 12) + Part("months"));
        return months == 0 ? fixedPart : new CalendarDuration(months, fixedPart);
    }

    [GeneratedRegex("""
        ^(?<sign>[-+])?P(?:(?<years>[0-9]+(?:[.,][0-9]+)?)Y)?(?:(?<months>[0-9]+(?:[.,][0-9]+)?)M)?(?:(?<weeks>[0-9]+(?:[.,][0-9]+)?)W)?
        (?:(?<days>[0-9]+(?:[.,][0-9]+)?)D)?(?:T(?:(?<hours>[0-9]+(?:[.,][0-9]+)?)H)?(?:(?<minutes>[0-9]+(?:[.,][0-9]+)?)M)?
        (?:(?<seconds>[0-9]+(?:[.,][0-9]+)?)S)?)?$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Pattern();
}

/// <summary>A duration of whole months and a fixed part. Moving a date by it keeps the day of the month where the month has it.</summary>
public sealed record CalendarDuration(int Months, TimeSpan Fixed)
{
    public DateTimeOffset AddTo(DateTimeOffset time) => time.AddMonths(Months) + Fixed;

    public DateTimeOffset SubtractFrom(DateTimeOffset time) => time.AddMonths(-Months) - Fixed;
}

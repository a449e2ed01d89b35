using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ControlPlane.Connectors.Incremental;

/// <summary>An ISO 8601 duration such as <c>P1M</c> or <c>PT0.001S</c>; months and years are calendar ones.</summary>
internal readonly partial record struct IsoDuration(int Months, TimeSpan Time)
{
    public static bool TryParse([NotNullWhen(true)] string? text, out IsoDuration duration)
    {
        duration = default;
        var match = Pattern().Match(text ?? "");
        if (!match.Success || text!.EndsWith('P') || text.EndsWith('T')) return false;
        var months = (int)(Number(match, "Y") * 12 + Number(match, "M"));
        var days = Number(match, "W") * 7 + Number(match, "D");
        var ticks = (((days * 24 + Number(match, "h")) * 60 + Number(match, "m")) * 60 + Number(match, "s")) * TimeSpan.TicksPerSecond;
        if (ticks > TimeSpan.MaxValue.Ticks) return false;
        duration = new(months, TimeSpan.FromTicks((long)ticks));
        return true;
    }

    /// <summary>Adds the duration; past the end of the calendar is its end.</summary>
    public DateTimeOffset AddTo(DateTimeOffset time)
    {
        try
        {
            return time.AddMonths(Months) + Time;
        }
        catch (ArgumentOutOfRangeException)
        {
            return DateTimeOffset.MaxValue;
        }
    }

    public DateTimeOffset SubtractFrom(DateTimeOffset time)
    {
        try
        {
            return time.AddMonths(-Months) - Time;
        }
        catch (ArgumentOutOfRangeException)
        {
            return DateTimeOffset.MinValue;
        }
    }

    private static decimal Number(Match match, string group) =>
        match.Groups[group].Success ? decimal.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^P(?:(?<Y>\d+)Y)?(?:(?<M>\d+)M)?(?:(?<W>\d+)W)?(?:(?<D>\d+(?:\.\d+)?)D)?(?:T(?:(?<h>\d+(?:\.\d+)?)H)?(?:(?<m>\d+(?:\.\d+)?)M)?(?:(?<s>\d+(?:\.\d+)?)S)?)?$")]
    private static partial Regex Pattern();
}

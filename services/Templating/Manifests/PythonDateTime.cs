using System.Globalization;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Manifests;

/// <summary>
/// Writes and reads times in Python's format directives and those that Airbyte adds: <c>%s</c>, <c>%s_as_float</c>, <c>%ms</c> and
/// <c>%epoch_microseconds</c> as whole formats, <c>%_ms</c> (three digits of milliseconds) anywhere.
/// </summary>
public static class PythonDateTime
{
    /// <exception cref="TemplateException">The format holds an unknown directive.</exception>
    public static string Format(DateTimeOffset time, string format)
    {
        var micros = (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var seconds = micros / 1e6;
        return format switch
        {
            "%s" => ((long)seconds).ToString(CultureInfo.InvariantCulture),
            "%s_as_float" => FloatText.Repr(seconds),
            "%epoch_microseconds" => micros.ToString(CultureInfo.InvariantCulture),
            "%ms" => ((long)(seconds * 1000)).ToString(CultureInfo.InvariantCulture),
            _ => TimeFormatter.Write(time, format, isAware: true),
        };
    }

    /// <summary>Reads a time; one without an offset is UTC.</summary>
    /// <exception cref="TemplateException">The text does not match the format.</exception>
    public static DateTimeOffset Parse(string text, string format)
    {
        switch (format)
        {
            case "%s" when long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds):
                return DateTimeOffset.FromUnixTimeSeconds(seconds);
            case "%s_as_float" when Filters.NumberFilters.ParseFloat(text) is { } number && double.IsFinite(number):
                return DateTimeOffset.UnixEpoch.AddTicks((long)Math.Round(number * 1e6) * TimeSpan.TicksPerMicrosecond);
            case "%ms" when long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var millis):
                return DateTimeOffset.FromUnixTimeMilliseconds(millis);
            case "%epoch_microseconds" when long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var micros):
                return DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
            case "%s" or "%s_as_float" or "%ms" or "%epoch_microseconds":
                throw new TemplateException($"time data '{text}' does not match format '{format}'");
            default:
                return TimeReader.Read(text, format.Replace("%_ms", "%f", StringComparison.Ordinal)).Time;
        }
    }

    /// <summary>Whether the text is a time in the format, and which.</summary>
    public static bool TryParse(string text, string format, out DateTimeOffset time)
    {
        try
        {
            time = Parse(text, format);
            return true;
        }
        catch (Exception error) when (error is TemplateException or ArgumentOutOfRangeException)
        {
            time = default;
            return false;
        }
    }

    internal static string Strftime(DateTimeOffset time, string format, bool isAware) => TimeFormatter.Write(time, format, isAware);
}

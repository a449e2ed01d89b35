using System.Globalization;
using ControlPlane.Models.Runs.Sessions;

namespace ControlPlane.Models.Runs.Microbatch;

/// <summary>Which time a sample is of: <c>3 days</c>, or <c>{start: 2024-01-01, end: 2024-02-01}</c>; all in UTC.</summary>
public static class SampleWindow
{
    /// <exception cref="RunException">It is neither.</exception>
    public static (DateTimeOffset Start, DateTimeOffset End) Read(string text, DateTimeOffset now)
    {
        if (text.TrimStart().StartsWith('{'))
        {
            var bounds = YamlMapping.Read(text, "--sample");
            return (Time(bounds.GetValueOrDefault("start"), text), Time(bounds.GetValueOrDefault("end"), text));
        }
        if (text.Split(' ') is not [var number, var grain]) throw new RunException($"Cannot load SAMPLE_WINDOW from '{text}'. Must be of form 'DAYS_INT GRAIN_SIZE'.", "Usage");
        if (!int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)) throw new RunException($"Unable to convert '{number}' to an integer.", "Usage");
        return (BatchSizes.Parse(grain.ToLowerInvariant().TrimEnd('s')) switch
        {
            BatchSize.Hour => now.AddHours(-count),
            BatchSize.Day => now.AddDays(-count),
            BatchSize.Month => now.AddMonths(-count),
            BatchSize.Year => now.AddYears(-count),
            _ => throw new RunException($"Invalid grain size '{grain}'. Must be one of ['hour', 'day', 'month', 'year', 'hours', 'days', 'months', 'years'].", "Usage"),
        }, now);
    }

    private static DateTimeOffset Time(object? value, string text) => value switch
    {
        DateOnly date => new(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
        DateTime time => new(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        DateTimeOffset time => new(time.DateTime, TimeSpan.Zero),
        string written when DateTime.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        _ => throw new RunException($"--sample needs a start and an end, as '{{start: 2024-01-01, end: 2024-02-01}}', or a length, as '3 days'; got '{text}'.", "Usage"),
    };
}

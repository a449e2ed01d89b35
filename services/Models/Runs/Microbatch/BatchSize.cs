using System.Globalization;

namespace ControlPlane.Models.Runs.Microbatch;

/// <summary>How long a batch of a microbatch model is; all in UTC.</summary>
internal enum BatchSize { Hour, Day, Month, Year }

internal static class BatchSizes
{
    public static BatchSize? Parse(string? name) => name switch { "hour" => BatchSize.Hour, "day" => BatchSize.Day, "month" => BatchSize.Month, "year" => BatchSize.Year, _ => null };

    /// <summary>The start of the batch that the time is in.</summary>
    public static DateTimeOffset Truncate(this BatchSize size, DateTimeOffset time) => size switch
    {
        BatchSize.Hour => new(time.Year, time.Month, time.Day, time.Hour, 0, 0, TimeSpan.Zero),
        BatchSize.Day => new(time.Year, time.Month, time.Day, 0, 0, 0, TimeSpan.Zero),
        BatchSize.Month => new(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero),
        _ => new(time.Year, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    /// <summary>The start of the batch so many after (or before) the one that the time is in.</summary>
    public static DateTimeOffset Offset(this BatchSize size, DateTimeOffset time, int count) => size switch
    {
        BatchSize.Hour => size.Truncate(time).AddHours(count),
        BatchSize.Day => size.Truncate(time).AddDays(count),
        BatchSize.Month => size.Truncate(time).AddMonths(count),
        _ => size.Truncate(time).AddYears(count),
    };

    /// <summary>The time itself where a batch starts, else the start of the next.</summary>
    public static DateTimeOffset Ceiling(this BatchSize size, DateTimeOffset time) => size.Truncate(time) == time ? time : size.Offset(time, 1);

    /// <summary><c>2024-01-01</c>: as progress and file names show it.</summary>
    public static string Format(this BatchSize size, DateTimeOffset start) => start.ToString(
        size switch { BatchSize.Year => "yyyy", BatchSize.Month => "yyyy-MM", BatchSize.Day => "yyyy-MM-dd", _ => "yyyy-MM-dd'T'HH" }, CultureInfo.InvariantCulture);

    /// <summary><c>20240101</c>: <c>model.batch.id</c>.</summary>
    public static string Id(this BatchSize size, DateTimeOffset start) => size.Format(start).Replace("-", "", StringComparison.Ordinal);
}

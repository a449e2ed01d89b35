using ControlPlane.Models.Quality.Declarations;

namespace ControlPlane.Models.Quality.Checks;

/// <summary>
/// The age of a column's newest value. Times without a zone are taken as UTC, dates as their midnight in UTC. A time to come has no age and passes;
/// no value at all is as late as can be.
/// </summary>
public sealed record FreshnessCheck(CheckIdentity Declared, TimeSpan? WarnAfter, TimeSpan? ErrorAfter) : QualityCheck(Declared)
{
    internal static readonly CheckKind Reader = new("freshness", ["warn_after", "error_after"], NeedsColumn: true, Read);

    public override string Kind => Reader.Name;

    public override QualityDimension Dimension => QualityDimension.Freshness;

    internal override IReadOnlyList<string> Measures(MeasureScope scope) => [scope.Count(this), scope.Over($"max({scope.Column(Column!)})", this)];

    internal override CheckOutcome Judge(Measured measured, JudgingContext context)
    {
        if (measured[1] is null)
            return new(ErrorAfter is null ? QualityStatus.Warn : QualityStatus.Fail, measured.Count(0) == 0 ? "there are no rows" : $"'{Column}' is null in all rows");
        if (Moment(measured[1]) is not { } newest)
            return new(QualityStatus.Error, $"the newest value of '{Column}' is no point in time. Name a column of a timestamp or date, or leave such values out with 'where'", Found: $"found '{Measured.Text(measured[1])}'");
        var age = context.Now - newest;
        var status = age > ErrorAfter ? QualityStatus.Fail : age > WarnAfter ? QualityStatus.Warn : QualityStatus.Pass;
        var message = age < TimeSpan.Zero ? "the newest value is to come" : $"{Text(age)} old; {Promise()}";
        return new(status, message, age.TotalSeconds, Found: $"newest value {Measured.Text(newest)}");
    }

    private static FreshnessCheck Read(CheckEntry entry, CheckIdentity declared)
    {
        entry.NeedOne("warn_after", "error_after");
        var check = new FreshnessCheck(declared, Period(entry, "warn_after"), Period(entry, "error_after"));
        if (check.WarnAfter > check.ErrorAfter) entry.Fail("warn_after", $"'warn_after' of the {entry.What} is later than its 'error_after', so that it never warns.", "Swap the two.");
        return check;
    }

    private static TimeSpan? Period(CheckEntry entry, string key)
    {
        if (entry.Value(key) is null) return null;
        var period = entry.Value(key) as IReadOnlyDictionary<string, object?>;
        if (period?.GetValueOrDefault("count") is long count and > 0 and <= 1_000_000 && period.Count == 2)
        {
            switch (period.GetValueOrDefault("period"))
            {
                case "minute": return TimeSpan.FromMinutes(count);
                case "hour": return TimeSpan.FromHours(count);
                case "day": return TimeSpan.FromDays(count);
            }
        }
        entry.Fail(key, $"'{key}' of the {entry.What} is no period.", $"Write it as {key}: {{count: 12, period: hour}}, with minute, hour or day.");
        return null;
    }

    private static DateTimeOffset? Moment(object? value) => value switch
    {
        DateTimeOffset time => time.ToUniversalTime(),
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        DateOnly date => new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)),
        _ => null,
    };

    private string Promise() => string.Join(", ", new[] { WarnAfter is { } warn ? $"warns after {Text(warn)}" : null, ErrorAfter is { } error ? $"fails after {Text(error)}" : null }.OfType<string>());

    private static string Text(TimeSpan span) =>
        span.TotalDays >= 2 ? $"{Measured.Number(Math.Round(span.TotalDays, 1))} days" : span.TotalHours >= 2 ? $"{Measured.Number(Math.Round(span.TotalHours, 1))} hours" : $"{Measured.Number(Math.Round(span.TotalMinutes, 1))} minutes";
}

using ControlPlane.Templating.Manifests;

namespace ControlPlane.Templating.Values;

/// <summary>Arithmetic of dates, times and durations; null when it does not apply.</summary>
internal static class TimeArithmetic
{
    public static object? Apply(string operation, object? left, object? right)
    {
        try
        {
            return (operation, left, right) switch
            {
                ("+", DateTimeOffset time, TimeSpan span) => time + span,
                ("+", TimeSpan span, DateTimeOffset time) => time + span,
                ("-", DateTimeOffset time, TimeSpan span) => time - span,
                ("-", DateTimeOffset a, DateTimeOffset b) => a - b,
                ("+", DateTime time, TimeSpan span) => time + span,
                ("+", TimeSpan span, DateTime time) => time + span,
                ("-", DateTime time, TimeSpan span) => time - span,
                ("-", DateTime a, DateTime b) => a - b,
                ("+", DateTimeOffset time, CalendarDuration span) => span.AddTo(time),
                ("+", CalendarDuration span, DateTimeOffset time) => span.AddTo(time),
                ("-", DateTimeOffset time, CalendarDuration span) => span.SubtractFrom(time),
                ("+", DateOnly date, CalendarDuration span) => date.AddMonths(span.Months).AddDays(WholeDays(span.Fixed)),
                ("-", DateOnly date, CalendarDuration span) => date.AddMonths(-span.Months).AddDays(-WholeDays(span.Fixed)),
                ("-", DateTimeOffset, DateTime) or ("-", DateTime, DateTimeOffset) =>
                    throw TemplateException.Type("can't subtract offset-naive and offset-aware datetimes"),
                ("+", DateOnly date, TimeSpan span) => date.AddDays(WholeDays(span)),
                ("+", TimeSpan span, DateOnly date) => date.AddDays(WholeDays(span)),
                ("-", DateOnly date, TimeSpan span) => date.AddDays(-WholeDays(span)),
                ("-", DateOnly a, DateOnly b) => TimeSpan.FromDays(a.DayNumber - b.DayNumber),
                ("+", TimeSpan a, TimeSpan b) => a + b,
                ("-", TimeSpan a, TimeSpan b) => a - b,
                ("*", TimeSpan span, _) when Numbers.IsNumber(right) => span * Numbers.ToDouble(right!),
                ("*", _, TimeSpan span) when Numbers.IsNumber(left) => span * Numbers.ToDouble(left!),
                ("/", TimeSpan a, TimeSpan b) => b == TimeSpan.Zero ? throw new TemplateException("division by zero") : a / b,
                ("/", TimeSpan span, _) when Numbers.IsNumber(right) => span / Numbers.ToDouble(right!),
                ("//", TimeSpan a, TimeSpan b) => Numbers.FloorDivide(a.Ticks, b.Ticks),
                ("//", TimeSpan span, long number) => TimeSpan.FromTicks((long)Numbers.FloorDivide(span.Ticks / 10, number) * 10),
                ("%", TimeSpan a, TimeSpan b) => TimeSpan.FromTicks((long)Numbers.Modulo(a.Ticks, b.Ticks)),
                _ => null,
            };
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new TemplateException("date value out of range", error);
        }
    }

    private static int WholeDays(TimeSpan span) => (int)Math.Floor(span.TotalDays);
}

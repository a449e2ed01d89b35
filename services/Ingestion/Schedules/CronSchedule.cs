using ControlPlane.Reconciliation;
using Quartz;

namespace ControlPlane.Ingestion.Schedules;

/// <summary>
/// When a cron expression fires in a time zone. A time that daylight saving skips fires right after the gap; one that it repeats fires once.
/// </summary>
internal static class CronSchedule
{
    /// <summary>The first time after <paramref name="after"/>; null when there is none any more.</summary>
    /// <exception cref="Fault">The expression or the time zone cannot be used.</exception>
    public static DateTimeOffset? Next(ScheduleKey schedule, DateTimeOffset after)
    {
        try
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone);
            return new CronExpression(schedule.Cron, zone).GetNextValidTimeAfter(after)?.ToUniversalTime();
        }
        catch (Exception exception) when (exception is FormatException or TimeZoneNotFoundException or InvalidTimeZoneException or ArgumentException)
        {
            throw new Fault(FaultKind.Rejected, "InvalidSchedule", $"The schedule '{schedule.Cron}' in '{schedule.TimeZone}' cannot be used: {exception.Message}", exception);
        }
    }
}

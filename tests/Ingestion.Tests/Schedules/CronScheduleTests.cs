using System.Globalization;
using ControlPlane.Ingestion.Schedules;
using ControlPlane.Reconciliation;

namespace ControlPlane.Ingestion.Tests.Schedules;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("0 */10 * * * ?", "UTC", "2026-11-21T09:00:00Z", "2026-11-21T09:10:00Z")]
    [InlineData("0 0 6 * * ?", "Europe/Berlin", "2026-01-15T12:00:00Z", "2026-01-16T05:00:00Z")]
    [InlineData("0 0 6 * * ?", "Europe/Berlin", "2026-07-15T12:00:00Z", "2026-07-16T04:00:00Z")]
    [InlineData("0 0 12 ? * MON", "America/New_York", "2026-03-07T00:00:00Z", "2026-03-09T16:00:00Z")]
    public void It_fires_at_the_local_time(string cron, string zone, string after, string next) => Next(cron, zone, after).ShouldBe(Time(next));

    [Fact]
    public void A_time_that_the_change_to_summer_time_skips_still_fires_that_day()
    {
        // On 29 March 2026 clocks in Berlin go from 02:00 to 03:00, which is 01:00 UTC.
        var next = Next("0 30 2 * * ?", "Europe/Berlin", "2026-03-28T12:00:00Z");

        next.ShouldBeInRange(Time("2026-03-29T01:00:00Z"), Time("2026-03-29T01:30:00Z"));
        Next("0 30 2 * * ?", "Europe/Berlin", "2026-03-29T01:30:00Z").ShouldBe(Time("2026-03-30T00:30:00Z"));
    }

    [Fact]
    public void A_time_that_the_change_to_winter_time_repeats_fires_once()
    {
        // On 25 October 2026 Berlin has 02:30 twice: 00:30 and 01:30 UTC.
        var first = Next("0 30 2 * * ?", "Europe/Berlin", "2026-10-24T12:00:00Z");

        first.ShouldBeOneOf(Time("2026-10-25T00:30:00Z"), Time("2026-10-25T01:30:00Z"));
        CronSchedule.Next(new ScheduleKey("0 30 2 * * ?", "Europe/Berlin"), first).ShouldBe(Time("2026-10-26T01:30:00Z"));
    }

    [Theory]
    [InlineData("every day", "UTC")]
    [InlineData("0 0 25 * * ?", "UTC")]
    [InlineData("0 0 6 * * ?", "Europe/Atlantis")]
    public void What_cannot_be_used_is_rejected(string cron, string zone) =>
        Should.Throw<Fault>(() => Next(cron, zone, "2026-01-01T00:00:00Z")).Reason.ShouldBe("InvalidSchedule");

    private static DateTimeOffset Next(string cron, string zone, string after) => CronSchedule.Next(new ScheduleKey(cron, zone), Time(after))!.Value;

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

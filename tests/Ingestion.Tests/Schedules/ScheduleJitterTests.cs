using System.Globalization;
using ControlPlane.Ingestion.Schedules;

namespace ControlPlane.Ingestion.Tests.Schedules;

public sealed class ScheduleJitterTests
{
    private static readonly IngestionOptions Options = new();
    private static readonly ScheduleKey Hourly = new("0 0 * * * ?", "UTC");
    private static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2026-03-01T11:30:00Z", CultureInfo.InvariantCulture);

    [Fact]
    public void Equal_schedules_of_many_tenants_are_spread_over_a_window_after_the_tick()
    {
        var fires = Enumerable.Range(0, 1000).Select(tenant => Next($"t{tenant}-dev", Hourly, Noon)).ToList();

        fires.ShouldAllBe(fire => fire >= Noon.AddMinutes(30) && fire <= Noon.AddMinutes(31));
        // By second: about 17 in each, were they spread evenly.
        fires.GroupBy(fire => fire.Second).Max(second => second.Count()).ShouldBeLessThan(50);
    }

    [Fact]
    public void A_tenants_schedule_always_has_the_same_place()
    {
        var first = Next("acme-dev", Hourly, Noon);

        Next("acme-dev", Hourly, first).ShouldBe(first.AddHours(1));
    }

    [Fact]
    public void A_tick_never_fires_twice_and_none_is_left_out()
    {
        var every = new ScheduleKey("0 0/5 * * * ?", "UTC");
        for (var tenant = 0; tenant < 50; tenant++)
        {
            var at = Noon;
            for (var tick = 1; tick <= 24; tick++)
            {
                at = Next($"t{tenant}-dev", every, at);
                (at - Noon.AddMinutes(5 * tick)).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(30));
            }
        }
    }

    [Fact]
    public void Ticks_that_lie_unevenly_keep_apart()
    {
        var uneven = new ScheduleKey("0 0,6 * * * ?", "UTC");
        for (var tenant = 0; tenant < 100; tenant++)
        {
            var first = Next($"t{tenant}-dev", uneven, Noon);
            first.ShouldBeInRange(Noon.AddMinutes(30), Noon.AddMinutes(30).AddSeconds(36));
            Next($"t{tenant}-dev", uneven, first).ShouldBeInRange(Noon.AddMinutes(36), Noon.AddMinutes(37));
        }
    }

    [Fact]
    public void Short_intervals_fire_on_the_dot() => Next("acme-dev", new ScheduleKey("0 * * * * ?", "UTC"), Noon).ShouldBe(Noon.AddMinutes(1));

    [Fact]
    public void It_can_be_switched_off() =>
        ScheduleJitter.Next("acme-dev", Hourly, Noon, new IngestionOptions { ScheduleJitter = 0 }).ShouldBe(Noon.AddMinutes(30));

    [Theory]
    [InlineData("2026-03-28T12:00:00Z")]
    [InlineData("2026-10-24T12:00:00Z")]
    public void A_change_of_the_clocks_moves_the_tick_and_not_the_place(string before)
    {
        var daily = new ScheduleKey("0 0 6 * * ?", "Europe/Berlin");
        var at = DateTimeOffset.Parse(before, CultureInfo.InvariantCulture);

        var place = Next("acme-dev", daily, at.AddDays(-5)) - CronSchedule.Next(daily, at.AddDays(-5))!.Value;

        (Next("acme-dev", daily, at) - CronSchedule.Next(daily, at)!.Value).ShouldBe(place);
    }

    private static DateTimeOffset Next(string tenant, ScheduleKey schedule, DateTimeOffset after) => ScheduleJitter.Next(tenant, schedule, after, Options)!.Value;
}

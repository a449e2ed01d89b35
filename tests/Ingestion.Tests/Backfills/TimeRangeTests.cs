using ControlPlane.Ingestion.Backfills;

namespace ControlPlane.Ingestion.Tests.Backfills;

public sealed class TimeRangeTests
{
    [Fact]
    public void What_nothing_covers_is_one_gap() => Days(1, 10).Without([]).ShouldBe([Days(1, 10)]);

    [Fact]
    public void What_is_covered_is_left_out_however_it_overlaps() =>
        Days(1, 20).Without([Days(15, 18), Days(3, 5), Days(4, 7), Days(16, 17), Days(25, 30)]).ShouldBe([Days(1, 3), Days(7, 15), Days(18, 20)]);

    [Fact]
    public void A_range_that_is_covered_whole_has_no_gap() => Days(3, 5).Without([Days(1, 4), Days(4, 9)]).ShouldBeEmpty();

    [Fact]
    public void A_gap_is_cut_into_steps_and_a_shorter_rest() => Days(1, 6).Cut(TimeSpan.FromDays(2)).ShouldBe([Days(1, 3), Days(3, 5), Days(5, 6)]);

    [Fact]
    public void Calls_are_reckoned_from_slices_that_were_read()
    {
        var estimate = CallEstimate.For([Days(1, 3), Days(3, 4)], [(TimeSpan.FromDays(1), 10), (TimeSpan.FromDays(1), 30)], 99);

        (estimate.Known, estimate.Calls, estimate.AtLeast, estimate.AtMost).ShouldBe((true, 60, 30, 90));
    }

    [Fact]
    public void Without_slices_that_were_read_the_calls_are_unknown()
    {
        var never = CallEstimate.For([Days(1, 3), Days(3, 4)], [], null);
        var synced = CallEstimate.For([Days(1, 3), Days(3, 4)], [], 7);

        (never.Known, never.Calls, never.AtLeast, never.AtMost).ShouldBe((false, null, 2, null));
        (synced.Known, synced.AtLeast, synced.AtMost).ShouldBe((false, 2, 14));
    }

    private static TimeRange Days(int from, int to) => new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(from), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(to));
}

using ControlPlane.Models.Quality;
using ControlPlane.Models.Quality.Checks;

namespace ControlPlane.Models.Tests.Quality;

public sealed class ExpectedRangeTests
{
    private readonly VolumeCheck _check = new(new CheckIdentity("volume"), 14, 3, 3, 2, 0, new Bounds());

    [Theory]
    [InlineData(100, QualityStatus.Pass)]
    [InlineData(120, QualityStatus.Pass)]
    [InlineData(121, QualityStatus.Warn)]
    [InlineData(130, QualityStatus.Warn)]
    [InlineData(131, QualityStatus.Fail)]
    [InlineData(69, QualityStatus.Fail)]
    [InlineData(0, QualityStatus.Fail)]
    public void A_count_is_judged_by_deviations_from_the_mean(long rows, QualityStatus status) => Judge(_check, rows, 90, 100, 110).Status.ShouldBe(status);

    [Fact]
    public void The_expected_range_is_told() =>
        Judge(_check, 500, 90, 100, 110).Message.ShouldBe("500 rows; expected 70 to 130 (mean 100, deviation 10 over 3 runs)");

    [Fact]
    public void Too_little_history_passes_as_learning()
    {
        var outcome = Judge(_check, 7, 90, 100);
        (outcome.Status, outcome.Message, outcome.Value).ShouldBe((QualityStatus.Learning, "7 rows; learning: 2 of 3 runs are known", 7));
    }

    [Fact]
    public void Fixed_bounds_hold_while_learning()
    {
        var check = _check with { Bounds = new Bounds(Min: 1, WarnMin: 10) };
        Judge(check, 0).Status.ShouldBe(QualityStatus.Fail);
        Judge(check, 5).Status.ShouldBe(QualityStatus.Warn);
        Judge(check, 10).Status.ShouldBe(QualityStatus.Learning);
    }

    [Theory]
    [InlineData(0, 100, QualityStatus.Pass)]
    [InlineData(0, 101, QualityStatus.Fail)]
    [InlineData(0.05, 105, QualityStatus.Pass)]
    [InlineData(0.05, 106, QualityStatus.Fail)]
    public void A_count_that_never_changed_may_change_within_the_tolerance(double tolerance, long rows, QualityStatus status) =>
        Judge(_check with { Tolerance = tolerance }, rows, 100, 100, 100).Status.ShouldBe(status);

    [Fact]
    public void Huge_counts_do_not_overflow() =>
        Judge(_check, long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue).Status.ShouldBe(QualityStatus.Pass);

    private static CheckOutcome Judge(VolumeCheck check, long rows, params double[] history) => check.Judge(new Measured([rows]), new JudgingContext(DateTimeOffset.UnixEpoch, history));
}

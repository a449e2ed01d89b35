namespace ControlPlane.Reconciliation.Tests;

public sealed class BackoffTests
{
    private static readonly Backoff Backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    [Theory]
    [InlineData(1, 0.5, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(4, 4, 8)]
    [InlineData(50, 30, 60)]
    public void Waits_between_half_and_all_of_the_doubled_time(int failures, double atLeast, double atMost)
    {
        var random = new Random(7);
        for (var draw = 0; draw < 200; draw++)
            Backoff.After(failures, random).TotalSeconds.ShouldBeInRange(atLeast, atMost);
    }

    [Fact]
    public void Two_workers_do_not_wait_the_same() =>
        Backoff.After(5, new Random(1)).ShouldNotBe(Backoff.After(5, new Random(2)));
}

using ControlPlane.Reconciliation.Work;
using ControlPlane.Testing;

namespace ControlPlane.Reconciliation.Tests;

public sealed class WorkQueueTests(PostgresFixture postgres)
{
    private static readonly ReconcilerLimits Limits = ReconcilerLimits.Default;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_that_is_due_is_claimed_by_one_worker()
    {
        var (queue, _) = await NewAsync();
        await queue.MakeDueAsync("acme-dev", "sync", "github", Token);

        var first = await queue.ClaimAsync("sync", "one", 10, Limits, Token);
        var second = await queue.ClaimAsync("sync", "two", 10, Limits, Token);

        first.ShouldHaveSingleItem().Item.Key.ShouldBe("github");
        second.ShouldBeEmpty();
    }

    private async Task<(WorkQueue Queue, ManualTime Time)> NewAsync()
    {
        var time = new ManualTime();
        var database = await postgres.NewControlDatabaseAsync();
        await Migrator.MigrateAsync(database, "test", [typeof(WorkQueue).Assembly], time, Token);
        return (new WorkQueue(database, "test", time), time);
    }
}

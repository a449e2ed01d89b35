using System.Collections.Concurrent;
using ControlPlane.Reconciliation.Work;
using ControlPlane.Testing;

namespace ControlPlane.Reconciliation.Tests;

public sealed class ReconcileLoopTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Work_made_due_is_done_and_its_conditions_are_kept()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        var reconciler = new Scripted((_, _) => Task.FromResult(Pass.Done(new Condition("Ready", ConditionStatus.True, "Done", "It is done."))));
        await using var loop = queue.Run(reconciler);

        await queue.MakeDueAsync("github");

        var condition = await ConditionAsync(queue, "Ready");
        (condition.Status, condition.Reason, condition.LastTransitionAt).ShouldBe((ConditionStatus.True, "Done", queue.Time.GetUtcNow()));
    }

    [Fact]
    public async Task A_failed_pass_is_tried_again_later_and_later_and_recovers()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        var reconciler = new Scripted((item, pass) => pass <= 3 ? throw new Fault(FaultKind.Unavailable, "SourceDown", "The source is down.") : Task.FromResult(Pass.Done()));
        await using var loop = queue.Run(reconciler);
        await queue.MakeDueAsync("github");

        (await ConditionAsync(queue, "Synced")).Reason.ShouldBe("SourceDown");
        await Eventually.TrueAsync("the fourth pass", () =>
        {
            queue.Time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(reconciler.Items.Count == 4);
        });

        reconciler.Items.Select(item => item.Failures).ShouldBe([0, 1, 2, 3]);
        await Eventually.TrueAsync("Synced is true again", async () => (await ConditionAsync(queue, "Synced")).Status == ConditionStatus.True);
    }

    [Fact]
    public async Task A_pass_that_says_again_that_it_is_not_synced_is_believed()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        var reconciler = new Scripted((_, _) => Task.FromResult(Pass.Done(new Condition("Synced", ConditionStatus.False, "PlanPending", "A plan waits to be applied."))));
        await using var loop = queue.Run(reconciler);
        await queue.MakeDueAsync("github");
        await ConditionAsync(queue, "Synced");

        await queue.MakeDueAsync("github");
        await Eventually.TrueAsync("the second pass has ended", async () => reconciler.Items.Count == 2 && (await queue.ClaimAsync("other")).Count == 0);

        (await ConditionAsync(queue, "Synced")).Reason.ShouldBe("PlanPending");
    }

    [Fact]
    public async Task Rejected_work_waits_until_somebody_changes_something()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        var reconciler = new Scripted((_, _) => throw new Fault(FaultKind.Rejected, "SpecInvalid", "No such stream."));
        await using var loop = queue.Run(reconciler);
        await queue.MakeDueAsync("github");
        await ConditionAsync(queue, "Synced");

        queue.Time.Advance(TimeSpan.FromDays(1));
        (await queue.ClaimAsync("other")).ShouldBeEmpty();
        await queue.MakeDueAsync("github");

        await Eventually.TrueAsync("a second pass", () => Task.FromResult(reconciler.Items.Count == 2));
    }

    [Fact]
    public async Task A_long_pass_keeps_its_lease()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        var release = new TaskCompletionSource();
        var reconciler = new Scripted(async (_, _) => { await release.Task; return Pass.Done(new Condition("Ready", ConditionStatus.True, "Done", "")); });
        await using var loop = queue.Run(reconciler);
        await queue.MakeDueAsync("github");
        await Eventually.TrueAsync("the pass has begun", () => Task.FromResult(reconciler.Items.Count == 1));

        try
        {
            for (var third = 0; third < 12; third++)
            {
                var before = await LeaseUntilAsync(queue);
                queue.Time.Advance(ReconcilerLimits.Default.LeaseTime / 3);
                await Eventually.TrueAsync("the lease is renewed", async () => await LeaseUntilAsync(queue) > before);
            }
            (await queue.ClaimAsync("other")).ShouldBeEmpty();
        }
        finally
        {
            // The loop waits for its pass, also where the test has failed.
            release.SetResult();
        }

        await ConditionAsync(queue, "Ready");
        reconciler.Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_pass_ends_when_its_lease_is_taken_over()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        var ended = new TaskCompletionSource();
        var reconciler = new Scripted(async (_, pass, token) =>
        {
            if (pass > 1) return Pass.Done();
            await Task.Delay(Timeout.InfiniteTimeSpan, token).ContinueWith(_ => ended.TrySetResult(), TaskScheduler.Default);
            token.ThrowIfCancellationRequested();
            return Pass.Done();
        });
        await using var loop = queue.Run(reconciler);
        await queue.MakeDueAsync("github");
        await Eventually.TrueAsync("the pass has begun", () => Task.FromResult(reconciler.Items.Count == 1));

        await queue.Queue.ReleaseAllAsync(CancellationToken.None);
        await Eventually.TrueAsync("the pass notices", () =>
        {
            queue.Time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(ended.Task.IsCompleted);
        });
    }

    [Fact]
    public async Task Stopping_hands_unfinished_work_to_the_next_process_at_once()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        var reconciler = new Scripted(async (_, _, token) => { await Task.Delay(Timeout.InfiniteTimeSpan, token); return Pass.Done(); });
        await using (queue.Run(reconciler))
        {
            await queue.MakeDueAsync("github");
            await Eventually.TrueAsync("the pass has begun", () => Task.FromResult(reconciler.Items.Count == 1));
        }

        (await queue.ClaimAsync("next process")).Count.ShouldBe(1);
    }

    private static Task<Condition> ConditionAsync(QueueFixture queue, string type) => Eventually.GetAsync($"condition {type}", async () =>
        (await queue.Queue.GetConditionsAsync(QueueFixture.Tenant, "sync", "github", CancellationToken.None)).FirstOrDefault(condition => condition.Type == type));

    private static async Task<DateTime> LeaseUntilAsync(QueueFixture queue)
    {
        await using var connection = await queue.Database.OpenFleetAsync(CancellationToken.None);
        await using var command = new Npgsql.NpgsqlCommand("SELECT lease_until FROM test.work", connection);
        return (DateTime)(await command.ExecuteScalarAsync())!;
    }

    private sealed class Scripted(Func<WorkItem, int, CancellationToken, Task<Pass>> pass) : IReconciler
    {
        public Scripted(Func<WorkItem, int, Task<Pass>> pass) : this((item, number, _) => pass(item, number))
        {
        }

        public ConcurrentQueue<WorkItem> Items { get; } = new();

        public string Kind => "sync";

        public Task<Pass> ReconcileAsync(WorkItem item, Lease lease, CancellationToken cancellationToken)
        {
            Items.Enqueue(item);
            return pass(item, Items.Count, cancellationToken);
        }
    }
}

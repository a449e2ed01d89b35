using ControlPlane.Reconciliation.Work;
using ControlPlane.Testing;

namespace ControlPlane.Reconciliation.Tests;

public sealed class WorkQueueTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_row_that_is_due_is_claimed_by_one_worker_only()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.MakeDueAsync("github");

        (await queue.ClaimAsync("one")).ShouldHaveSingleItem().Item.Key.ShouldBe("github");
        (await queue.ClaimAsync("two")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_workers_at_once_never_share_a_row()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        for (var row = 0; row < 40; row++) await queue.MakeDueAsync($"row-{row}", $"tenant{row}-dev");

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => queue.ClaimAsync($"worker-{worker}", 10)));

        var keys = claims.SelectMany(leases => leases).Select(lease => lease.Item.Key).ToList();
        keys.Count.ShouldBe(40);
        keys.Distinct().Count().ShouldBe(40);
    }

    [Fact]
    public async Task A_row_due_later_is_not_claimed_before()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.MakeDueAsync("github", after: TimeSpan.FromMinutes(1));

        (await queue.ClaimAsync()).ShouldBeEmpty();
        queue.Time.Advance(TimeSpan.FromMinutes(1));
        (await queue.ClaimAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_crashed_workers_row_comes_back_when_its_lease_ends()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.MakeDueAsync("github");
        var crashed = (await queue.ClaimAsync("one")).Single();

        queue.Time.Advance(ReconcilerLimits.Default.LeaseTime);
        var next = (await queue.ClaimAsync("two")).Single();

        next.Fence.ShouldBeGreaterThan(crashed.Fence);
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_cannot_write()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.MakeDueAsync("github");
        var slow = (await queue.ClaimAsync("one")).Single();
        queue.Time.Advance(ReconcilerLimits.Default.LeaseTime);
        var next = (await queue.ClaimAsync("two")).Single();

        await Should.ThrowAsync<LeaseLostException>(() => queue.WriteAsync(slow));
        await Should.NotThrowAsync(() => queue.WriteAsync(next));
        (await queue.Queue.RenewAsync(slow, TimeSpan.FromMinutes(1), CancellationToken.None)).ShouldBe(WorkQueue.Renewal.Lost);
    }

    [Fact]
    public async Task A_row_that_its_holder_has_locked_is_still_his_and_is_claimed_by_nobody_when_the_lease_ends()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.MakeDueAsync("github");
        var lease = (await queue.ClaimAsync("one")).Single();
        await using var connection = await queue.Database.OpenFleetAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await lease.GuardAsync(transaction, CancellationToken.None);
        queue.Time.Advance(ReconcilerLimits.Default.LeaseTime * 2);

        (await queue.Queue.RenewAsync(lease, TimeSpan.FromMinutes(1), CancellationToken.None)).ShouldBe(WorkQueue.Renewal.Locked);
        (await queue.ClaimAsync("two")).ShouldBeEmpty();
        await transaction.CommitAsync();

        (await queue.Queue.RenewAsync(lease, TimeSpan.FromMinutes(1), CancellationToken.None)).ShouldBe(WorkQueue.Renewal.Renewed);
        (await queue.ClaimAsync("two")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_cannot_record_an_outcome()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.MakeDueAsync("github");
        var slow = (await queue.ClaimAsync("one")).Single();
        queue.Time.Advance(ReconcilerLimits.Default.LeaseTime);
        var next = (await queue.ClaimAsync("two")).Single();

        await queue.DoneAsync(slow);

        await Should.NotThrowAsync(() => queue.WriteAsync(next));
    }

    [Fact]
    public async Task A_change_during_a_pass_leads_to_another_pass()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.MakeDueAsync("github");
        var lease = (await queue.ClaimAsync()).Single();

        await queue.MakeDueAsync("github");
        await queue.DoneAsync(lease);

        (await queue.ClaimAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_row_made_due_while_it_is_being_removed_stays()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.MakeDueAsync("github");
        var lease = (await queue.ClaimAsync()).Single();

        await queue.MakeDueAsync("github");
        await queue.Queue.CompleteAsync(lease, new WorkQueue.Outcome(null, true, 0, []), CancellationToken.None);

        (await queue.ClaimAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_tenant_never_has_more_rows_under_way_than_its_limit()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        for (var row = 0; row < 5; row++) await queue.MakeDueAsync($"row-{row}");
        var two = ReconcilerLimits.Default with { PerTenant = 2 };

        var first = await queue.ClaimAsync("one", limits: two);
        var second = await queue.ClaimAsync("two", limits: two);
        await queue.DoneAsync(first[0]);
        var third = await queue.ClaimAsync("two", limits: two);

        (first.Count, second.Count, third.Count).ShouldBe((2, 0, 1));
    }

    [Fact]
    public async Task A_tenant_with_a_long_backlog_does_not_delay_the_first_row_of_another()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        for (var row = 0; row < 20; row++) await queue.MakeDueAsync($"row-{row}", "busy-dev");
        queue.Time.Advance(TimeSpan.FromSeconds(1));
        await queue.MakeDueAsync("only", "quiet-dev");

        var claimed = await queue.ClaimAsync(count: 2, limits: ReconcilerLimits.Default with { PerTenant = 10 });

        claimed.Select(lease => lease.Item.Tenant).ShouldBe(["busy-dev", "quiet-dev"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_a_dead_sole_owner_held_is_free_at_once()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.MakeDueAsync("github");
        var dead = (await queue.ClaimAsync("one")).Single();

        await queue.Queue.ReleaseAllAsync(CancellationToken.None);

        (await queue.ClaimAsync("two")).Count.ShouldBe(1);
        await Should.ThrowAsync<LeaseLostException>(() => queue.WriteAsync(dead));
    }

    [Fact]
    public async Task Rows_of_a_tenant_are_invisible_to_another()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.MakeDueAsync("github", "acme-dev");

        await using var other = await queue.Database.OpenTenantAsync("rival-dev", CancellationToken.None);
        await using var command = new Npgsql.NpgsqlCommand("SELECT count(*) FROM test.work", other);

        (await command.ExecuteScalarAsync()).ShouldBe(0L);
    }

    [Fact]
    public async Task A_connection_of_a_tenant_cannot_write_rows_of_another()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);

        await using var connection = await queue.Database.OpenTenantAsync("rival-dev", CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        var refused = await Should.ThrowAsync<Npgsql.PostgresException>(() => queue.Queue.MakeDueAsync(transaction, "acme-dev", "sync", "github", CancellationToken.None));

        refused.SqlState.ShouldBe(Npgsql.PostgresErrorCodes.InsufficientPrivilege);
    }
}

using ControlPlane.Reconciliation.Work;
using ControlPlane.Testing;
using Dapper;

namespace ControlPlane.Reconciliation.Tests;

public sealed class FairClaimTests(PostgresFixture postgres)
{
    private static readonly ReconcilerLimits Wide = ReconcilerLimits.Default with { PerTenant = 100 };

    [Fact]
    public async Task A_tenant_with_a_thousand_due_rows_delays_the_first_of_another_by_no_slot()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.FillAsync("busy-dev", 1000);
        queue.Time.Advance(TimeSpan.FromSeconds(1));
        await queue.MakeDueAsync("only", "quiet-dev");

        var claimed = await queue.ClaimAsync(count: 4, limits: Wide);

        claimed.Count.ShouldBe(4);
        claimed.ShouldContain(lease => lease.Item.Tenant == "quiet-dev");
    }

    [Fact]
    public async Task With_one_slot_a_newcomer_waits_for_one_row_of_the_backlog_at_most()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.FillAsync("busy-dev", 1000);
        for (var row = 0; row < 5; row++) await queue.OneAsync();
        queue.Time.Advance(TimeSpan.FromSeconds(1));
        await queue.MakeDueAsync("only", "quiet-dev");

        var next = new[] { await queue.OneAsync(), await queue.OneAsync() };

        next.ShouldContain(item => item.Tenant == "quiet-dev");
    }

    [Fact]
    public async Task What_belongs_to_all_tenants_takes_its_turn_too()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.FillAsync("*", 3);
        await queue.FillAsync("busy-dev", 3);

        var served = await queue.ServeAsync(6);

        served.Select(item => item.Tenant).Distinct().ShouldBe(["*", "busy-dev"], ignoreOrder: true);
    }

    [Fact]
    public async Task Backlogs_of_equal_weight_take_turns()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.FillAsync("first-dev", 50);
        queue.Time.Advance(TimeSpan.FromSeconds(1));
        await queue.FillAsync("second-dev", 50);

        var served = await queue.ServeAsync(40);

        served.Count(item => item.Tenant == "first-dev").ShouldBe(20);
    }

    [Fact]
    public async Task A_tenant_of_three_times_the_weight_is_served_three_times_as_often()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.FillAsync("light-dev", 100);
        await queue.FillAsync("heavy-dev", 100);
        await queue.WeighAsync("heavy-dev", 3);

        var served = await queue.ServeAsync(40);

        served.Count(item => item.Tenant == "heavy-dev").ShouldBeInRange(29, 31);
    }

    [Fact]
    public async Task Nobody_saves_up_turns_while_it_has_nothing_to_do()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.FillAsync("steady-dev", 200);
        await queue.MakeDueAsync("early", "absent-dev");
        await queue.ServeAsync(100);

        await queue.FillAsync("absent-dev", 50);
        var served = await queue.ServeAsync(20);

        served.Count(item => item.Tenant == "steady-dev").ShouldBeInRange(9, 11);
    }

    [Fact]
    public async Task Within_a_tenant_the_lower_priority_number_goes_first()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.MakeDueAsync("backfill", priority: 3);
        await queue.MakeDueAsync("schedule", priority: 1);
        queue.Time.Advance(TimeSpan.FromSeconds(1));
        await queue.MakeDueAsync("interactive", priority: 0);

        (await queue.ServeAsync(3)).Select(item => item.Key).ShouldBe(["interactive", "schedule", "backfill"]);
    }

    [Fact]
    public async Task Work_of_low_priority_gets_a_turn_while_better_work_never_ends()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.MakeDueAsync("backfill", priority: 3);
        queue.Time.Advance(TimeSpan.FromSeconds(1));
        await queue.FillAsync(QueueFixture.Tenant, 100);

        (await queue.ServeAsync(8)).ShouldContain(item => item.Key == "backfill");
    }

    [Fact]
    public async Task A_row_that_waits_with_a_low_priority_is_raised_by_who_needs_it_sooner_and_never_lowered()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.MakeDueAsync("github", priority: 3);
        await queue.MakeDueAsync("github", priority: 0);
        await queue.MakeDueAsync("github", priority: 3);
        await queue.MakeDueAsync("hubspot", priority: 1);

        (await queue.OneAsync()).Key.ShouldBe("github");
    }

    [Fact]
    public async Task Two_processes_that_claim_at_once_keep_to_the_limit_of_a_tenant()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.FillAsync("busy-dev", 100);

        var claims = await Task.WhenAll(Enumerable.Range(0, 6).Select(process => queue.ClaimAsync($"process-{process}", 4, ReconcilerLimits.Default with { PerTenant = 5 })));

        claims.Sum(leases => leases.Count).ShouldBe(5);
    }

    [Fact]
    public async Task A_claim_reads_what_is_next_of_each_tenant_and_not_what_else_waits()
    {
        await using var queue = await QueueFixture.NewAsync(postgres);
        await queue.FillAsync("busy-dev", 20_000);
        await queue.MakeDueAsync("only", "quiet-dev");
        await using var connection = await queue.Database.OpenFleetAsync(CancellationToken.None);
        await connection.ExecuteAsync("ANALYZE test.work");
        await queue.ClaimAsync(count: 2);
        var before = await ReadAsync(connection);

        await queue.ClaimAsync(count: 2);

        (await ReadAsync(connection) - before).ShouldBeLessThan(500);
    }

    /// <summary>Rows and index entries of the work table that were read so far.</summary>
    private static async Task<long> ReadAsync(Npgsql.NpgsqlConnection connection)
    {
        // A session reports what it read at most once a second; the pooled ones of the claims do so when they are next used.
        await Task.Delay(1100);
        for (var session = 0; session < 3; session++) await connection.ExecuteAsync("SELECT pg_stat_force_next_flush()");
        return await connection.ExecuteScalarAsync<long>("""
            SELECT (SELECT seq_tup_read FROM pg_stat_all_tables WHERE relid = 'test.work'::regclass)
                + (SELECT sum(idx_tup_read) FROM pg_stat_all_indexes WHERE relid = 'test.work'::regclass)
            """);
    }
}

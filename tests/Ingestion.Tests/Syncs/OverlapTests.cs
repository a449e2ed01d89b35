using ControlPlane.Testing;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Lake;
using ControlPlane.Lake.FileSystem;
using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Ingestion.Tests.Syncs;

public sealed class OverlapTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_second_trigger_queues_behind_the_running_sync_and_a_third_joins_the_second_across_processes()
    {
        await using var world = await World.CreateAsync(postgres);
        var (gate, reading, most) = (new Gate(), 0, 0);
        await using var source = await TestSource.StartAsync(async (context, _, count) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref reading));
            if (count == 1) await gate.PassAsync();
            await context.Response.WriteAsync(ThingSource.PageOf(context) == 1 ? ThingSource.Page(1, 10) : "[]");
            Interlocked.Decrement(ref reading);
        });
        var one = await world.StartAsync();
        var other = await world.StartAsync();
        await one.ProvisionAsync(IngestionHost.Things(source.Url));

        var first = await one.StartRunAsync();
        await gate.Reached;
        var second = await other.StartRunAsync();
        var third = await one.StartRunAsync();
        source.Requests.Count.ShouldBe(1);
        gate.Open();

        second.ShouldNotBe(first);
        third.ShouldBe(second);
        await Eventually.TrueAsync("both runs end", () => world.ControlAsync<bool>("SELECT count(*) = 2 FROM ingestion.runs WHERE state = 'succeeded' AND finished_at IS NOT NULL"));
        most.ShouldBe(1);
        (await world.WarehouseAsync<long>("""SELECT sum(rows)::bigint FROM "RAW"._loads""")).ShouldBe(20);
        (await world.ControlAsync<bool>("SELECT bool_and(a.finished_at <= b.started_at) FROM ingestion.syncs a JOIN ingestion.syncs b ON a.run < b.run")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_leaves_nothing_and_the_next_one_does_it_all()
    {
        await using var world = await World.CreateAsync(postgres);
        var gate = new Gate();
        await using var source = await TestSource.StartAsync(async (context, _, count) =>
        {
            if (count == 2) await gate.PassAsync();
            await context.Response.WriteAsync(ThingSource.PageOf(context) == 1 ? ThingSource.Page(1, 10) : "[]");
        });
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url));

        var run = await host.StartRunAsync();
        await gate.Reached;
        await StealAsync(world);
        gate.Open();
        await Eventually.TrueAsync("the loser has stopped", () => Task.FromResult(!Directory.EnumerateFiles(Path.Combine(world.Lake, ".unfinished")).Any()));

        world.Objects("raw").ShouldBeEmpty();
        (await world.ControlAsync<long>("SELECT count(*) FROM ingestion.stream_state")).ShouldBe(0);
        (await world.ControlAsync<string>("SELECT state FROM ingestion.batches")).ShouldBe("syncing");
        await world.ControlAsync<object?>("UPDATE ingestion.work SET lease_until = now() - interval '1 second' WHERE kind = 'sync' RETURNING 1");
        await host.FinishedAsync(run);
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".things_things""")).ShouldBe(10);
    }

    [Fact]
    public async Task A_cancelled_run_stops_promptly_and_leaves_nothing_half_landed()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await ThingSource.StartAsync(int.MaxValue, 100);
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url));
        var run = await host.StartRunAsync();
        await Eventually.TrueAsync("it reads", () => Task.FromResult(source.Requests.Count > 3));
        var queued = await host.StartRunAsync();

        using var answer = await host.Operator.PostAsync($"/v1/tenants/{world.Tenant}/runs/{run}/cancel", null, TestContext.Current.CancellationToken);
        using var other = await host.Operator.PostAsync($"/v1/tenants/{world.Tenant}/runs/{queued}/cancel", null, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
        (await host.FinishedAsync(run, TimeSpan.FromSeconds(5))).Outcome.ShouldBe(Contracts.StageStatus.Cancelled);
        (await host.FinishedAsync(queued, TimeSpan.FromSeconds(5))).Outcome.ShouldBe(Contracts.StageStatus.Cancelled);
        host.Facts.Stage(run, Contracts.Stages.Sync, "things")!.Status.ShouldBe(Contracts.StageStatus.Cancelled);
        host.Facts.Of<Contracts.Ingestion.RunCancelled>().Select(one => one.Run).ShouldBe([run, queued], ignoreOrder: true);
        world.Objects("raw").ShouldBeEmpty();
        Directory.EnumerateFiles(Path.Combine(world.Lake, ".unfinished")).ShouldBeEmpty();
        (await world.ControlAsync<long>("SELECT count(*) FROM ingestion.batches")).ShouldBe(0);
    }

    [Fact]
    public async Task A_sync_that_is_cancelled_in_the_moment_in_which_it_begins_reads_nothing()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await ThingSource.StartAsync(1, 1);
        var away = true;
        var lake = new FaultyLake(new FileSystemLake(world.Lake)) { OnRead = (_, stream) => away ? throw new IOException("The lake is away.") : stream };
        var host = await world.StartAsync(services => services.AddSingleton<ILake>(lake));
        await host.ProvisionAsync(IngestionHost.Things(source.Url));
        var first = await host.StartRunAsync();
        await Eventually.TrueAsync("its validation is tried again", () => world.ControlAsync<bool>("SELECT EXISTS (SELECT 1 FROM ingestion.batches WHERE attempts > 0)"));
        var second = await host.StartRunAsync();
        var read = source.Requests.Count;

        await using (var connection = await world.ControlAsync())
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await connection.ExecuteAsync("SELECT 1 FROM ingestion.syncs WHERE run = @second FOR UPDATE", new { second }, transaction);
            away = false;
            await Eventually.TrueAsync("the second sync is about to begin", () => world.ControlAsync<bool>("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid')"));
            await connection.ExecuteAsync(
                "UPDATE ingestion.runs SET state = 'cancelled' WHERE run = @second; UPDATE ingestion.syncs SET state = 'cancelled', version = version + 1, finished_at = now() WHERE run = @second", new { second }, transaction);
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        await host.FinishedAsync(first);
        await Eventually.TrueAsync("the pass has ended", () => world.ControlAsync<bool>("SELECT lease_owner IS NULL AND next_pass_at IS NULL FROM ingestion.work WHERE kind = 'sync'"));
        source.Requests.Count.ShouldBe(read);
        (await world.ControlAsync<long>("SELECT count(*) FROM ingestion.batches WHERE run = @second", new { second })).ShouldBe(0);
    }

    private static Task<object?> StealAsync(World world) =>
        world.ControlAsync<object?>("UPDATE ingestion.work SET fence = fence + 1, lease_owner = 'somebody else', lease_until = now() + interval '1 hour' WHERE kind = 'sync' RETURNING 1");
}

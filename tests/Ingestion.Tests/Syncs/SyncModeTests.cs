using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.Postgres;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Ingestion.Tests.Syncs;

public sealed class SyncModeTests(PostgresFixture postgres)
{
    private const string Count = """SELECT count(*) FROM "RAW".things_things""";

    [Theory]
    [InlineData(null, 2)]
    [InlineData(SyncMode.FullRefreshOverwrite, 2)]
    [InlineData(SyncMode.FullRefreshAppend, 5)]
    public async Task A_full_refresh_replaces_what_was_loaded_or_adds_to_it(SyncMode? mode, int after)
    {
        await using var world = await World.CreateAsync(postgres);
        var things = 3;
        await using var source = await TestSource.StartAsync(context => ThingSource.PageOf(context) > 1 ? "[]" : ThingSource.Page(1, things));
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url, spec => spec with { SyncMode = mode }));

        await host.RunAsync();
        things = 2;
        var (run, _) = await host.RunAsync();

        (await world.WarehouseAsync<long>(Count)).ShouldBe(after);
        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Rejected, entry.Landed, entry.Loaded).ShouldBe((2, 0, 2, 2));
        ((bool)(await host.GetAsync($"/v1/tenants/{world.Tenant}/runs/{run}/batches"))[0]!["replaces"]!).ShouldBe(mode != SyncMode.FullRefreshAppend);
    }

    [Fact]
    public async Task An_overwrite_that_read_nothing_leaves_nothing()
    {
        await using var world = await World.CreateAsync(postgres);
        var things = 3;
        await using var source = await TestSource.StartAsync(context => ThingSource.PageOf(context) > 1 ? "[]" : ThingSource.Page(1, things));
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url));
        await host.RunAsync();

        things = 0;
        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        (await world.WarehouseAsync<long>(Count)).ShouldBe(0);
        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Landed, entry.Loaded).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task An_overwrite_that_fails_or_is_refused_leaves_the_old_rows()
    {
        await using var world = await World.CreateAsync(postgres);
        var answer = ThingSource.Page(1, 3);
        await using var source = await TestSource.StartAsync((context, _, _) =>
        {
            if (answer.Length == 0) context.Response.StatusCode = 403;
            return context.Response.WriteAsync(ThingSource.PageOf(context) > 1 ? "[]" : answer);
        });
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url));
        await host.RunAsync();

        answer = "";
        (await host.RunAsync()).Finished.Outcome.ShouldBe(StageStatus.Failed);
        answer = """[{"id":"all"},{"id":"bad"}]""";
        (await host.RunAsync()).Finished.Outcome.ShouldBe(StageStatus.Failed);

        (await world.WarehouseAsync<long>(Count)).ShouldBe(3);
    }

    [Fact]
    public async Task An_overwrite_whose_process_dies_after_the_load_is_loaded_once()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await ThingSource.StartAsync(1, 3);
        var fails = true;
        var host = await world.StartAsync(services => services.AddSingleton<IWarehouse>(provider => new FaultyWarehouse(provider.GetRequiredService<PostgresWarehouse>())
        {
            AfterLoad = _ => fails && !(fails = false) ? throw new IOException("The connection broke.") : Task.CompletedTask,
        }));
        await host.ProvisionAsync(IngestionHost.Things(source.Url));

        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        host.Facts.Ledger(run).ShouldHaveSingleItem().Loaded.ShouldBe(3);
        (await world.WarehouseAsync<long>(Count)).ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_newer_overwrite_waits_for_the_older_one_that_is_still_to_be_loaded_also_when_clocks_differ(bool clocksDiffer)
    {
        await using var world = await World.CreateAsync(postgres);
        var name = "old";
        await using var source = await TestSource.StartAsync(context => ThingSource.PageOf(context) > 1 ? "[]" : $$"""[{"id":1,"name":"{{name}}"}]""");
        var away = true;
        var host = await world.StartAsync(services => services.AddSingleton<IWarehouse>(provider => new FaultyWarehouse(provider.GetRequiredService<PostgresWarehouse>())
        {
            BeforeOpen = () => away ? throw new IOException("The warehouse is away.") : Task.CompletedTask,
        }));
        await host.ProvisionAsync(IngestionHost.Things(source.Url));
        // The first batch is made by a process whose clock is far ahead.
        if (clocksDiffer)
            await world.ControlAsync<object?>("""
                CREATE FUNCTION ingestion.far_ahead() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF NOT EXISTS (SELECT 1 FROM ingestion.batches) THEN NEW.batch := 'ffffffff-ffff-7fff-bfff-ffffffffffff'; END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER far_ahead BEFORE INSERT ON ingestion.batches FOR EACH ROW EXECUTE FUNCTION ingestion.far_ahead();
                """);

        var first = await host.StartRunAsync();
        await Eventually.TrueAsync("the first batch waits", () => world.ControlAsync<bool>("SELECT EXISTS (SELECT 1 FROM ingestion.batches WHERE attempts > 0)"));
        name = "new";
        var second = await host.StartRunAsync();
        await Eventually.TrueAsync("both are validated", () => world.ControlAsync<bool>("SELECT count(*) = 2 FROM ingestion.batches WHERE state = 'validated'"));
        away = false;

        await host.FinishedAsync(first);
        await host.FinishedAsync(second);
        (await world.WarehouseAsync<string>("""SELECT string_agg(_airbyte_data ->> 'name', ',') FROM "RAW".things_things""")).ShouldBe("new");
    }

    [Fact]
    public async Task A_deduped_stream_keeps_its_history_and_its_view_shows_the_newest_of_each_key()
    {
        await using var world = await World.CreateAsync(postgres);
        var answer = """[{"id":1,"v":"a","updated_at":"2026-03-01T00:00:00Z"},{"id":2,"v":"b","updated_at":"2026-05-01T00:00:00Z"}]""";
        await using var source = await TestSource.StartAsync(_ => answer);
        var host = await world.StartAsync();
        await host.ProvisionAsync(1, ("changes", new SourceSpec { Connector = "changes", Config = IngestionHost.Json(new { base_url = source.Url }) }));
        await host.RunAsync();

        answer = """[{"id":2,"v":"b","updated_at":"2026-05-01T00:00:00Z"},{"id":3,"v":"c","updated_at":"2026-05-01T00:00:00Z"},{"id":1,"v":"d","updated_at":"2026-06-01T00:00:00Z"}]""";
        var (run, _) = await host.RunAsync();

        // The record at the boundary came again and was not taken again.
        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Landed, entry.Loaded).ShouldBe((2, 2, 2));
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".changes_changes""")).ShouldBe(4);
        (await world.WarehouseAsync<string>("""SELECT string_agg(id || v, ',' ORDER BY id) FROM "RAW".changes_changes_current""")).ShouldBe("1d,2b,3c");
    }

    [Fact]
    public async Task What_a_sync_is_given_again_by_its_lookback_its_partitions_and_from_the_future_is_landed_once()
    {
        await using var world = await World.CreateAsync(postgres);
        var late = "";
        await using var source = await TestSource.StartAsync(context => context.Request.Query["part"] == "a"
            ? $$"""[{"id":1,"at":"2026-04-30T20:00:00Z"},{"id":2,"at":"2026-05-01T04:00:00Z"}{{late}}]"""
            : """[{"id":1,"at":"2026-03-01T10:00:00Z"},{"id":3,"at":"2026-03-01T10:00:00Z"},{"id":4,"at":"2999-01-01T00:00:00Z"}]""");
        var host = await world.StartAsync();
        await host.ProvisionAsync(1, ("looks", new SourceSpec { Connector = "looks", Config = IngestionHost.Json(new { base_url = source.Url }), SyncMode = SyncMode.IncrementalAppend }));
        var (first, _) = await host.RunAsync();

        late = """,{"id":5,"at":"2026-04-30T19:00:00Z"}""";
        var (second, _) = await host.RunAsync();
        var (third, _) = await host.RunAsync();

        source.Requests.Select(request => request.Query).ShouldContain(query => query.Contains("since=2026-04-30", StringComparison.Ordinal));
        new[] { first, second, third }.Select(run => host.Facts.Ledger(run).ShouldHaveSingleItem().Read).ShouldBe([5, 1, 0]);
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".looks_looks""")).ShouldBe(6);
    }

    [Fact]
    public async Task The_boundary_goes_back_with_the_cursor_when_a_batch_is_refused()
    {
        await using var world = await World.CreateAsync(postgres);
        var bad = true;
        await using var source = await TestSource.StartAsync(_ => bad
            ? """[{"id":1,"updated_at":"2026-05-01T00:00:00Z"},{"id":2,"n":1e200000,"updated_at":"2026-03-01T00:00:00Z"}]"""
            : """[{"id":1,"updated_at":"2026-05-01T00:00:00Z"}]""");
        var host = await world.StartAsync();
        await host.ProvisionAsync(1, ("changes", new SourceSpec { Connector = "changes", Config = IngestionHost.Json(new { base_url = source.Url }), SyncMode = SyncMode.IncrementalAppend }));
        (await host.RunAsync()).Finished.Outcome.ShouldBe(StageStatus.Failed);

        bad = false;
        var (run, _) = await host.RunAsync();

        host.Facts.Ledger(run).ShouldHaveSingleItem().Loaded.ShouldBe(1);
    }
}

using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.DuckDb.Native;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.NativePackages;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.DuckDb;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.Ingestion.Tests;

public sealed class DuckDbTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pipeline_into_DuckDB_ends_in_RAW_and_a_typed_view_that_grows_with_the_stream()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await StartAsync(world);
        await host.ProvisionAsync(1, ("files", DroppedFiles.Source(world) with { PrimaryKey = ["id"], CursorField = "at", SyncMode = SyncMode.IncrementalDeduped }));
        await DroppedFiles.DropAsync(world, "a.jsonl", """{"id":1,"at":"2026-01-01T00:00:00Z","price":5,"big":12345678901234567890123,"tags":["a"]}""", "not json", """{"id":2,"at":"2026-01-01T00:00:00Z","price":6}""");

        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Rejected, entry.Landed, entry.Loaded).ShouldBe((3, 1, 2, 2));
        world.Objects("bronze").Count(name => name.EndsWith(".gz", StringComparison.Ordinal)).ShouldBe(1);
        (await QueryAsync(host, world, "SELECT id, price, \"at\" FROM \"RAW\".files_things_current ORDER BY id")).ShouldBe(["1|5|2026-01-01T00:00:00Z", "2|6|2026-01-01T00:00:00Z"]);

        await DroppedFiles.DropAsync(world, "b.jsonl", """{"id":2,"at":"2026-01-02T00:00:00Z","price":"seven","colour":"red"}""");
        (await host.RunAsync()).Finished.Outcome.ShouldBe(StageStatus.Succeeded);

        (await QueryAsync(host, world, "SELECT id, price, price__v_text, colour FROM \"RAW\".files_things_current ORDER BY id")).ShouldBe(["1|5|5|", "2||seven|red"]);
        (await QueryAsync(host, world, "SELECT count(*) FROM \"RAW\".files_things")).ShouldBe(["3"]);
    }

    [Fact]
    public async Task A_full_refresh_into_DuckDB_replaces_what_was_loaded_and_one_that_dies_halfway_leaves_it()
    {
        await using var world = await World.CreateAsync(postgres);
        var refuses = false;
        var things = 3;
        await using var source = await TestSource.StartAsync(context => ThingSource.PageOf(context) switch
        {
            1 => ThingSource.Page(1, things),
            2 when refuses => throw new InvalidOperationException("The source is down."),
            _ => "[]",
        });
        var host = await StartAsync(world);
        await host.ProvisionAsync(IngestionHost.Things(source.Url));
        (await host.RunAsync()).Finished.Outcome.ShouldBe(StageStatus.Succeeded);

        (refuses, things) = (true, 2);
        (await host.RunAsync()).Finished.Outcome.ShouldBe(StageStatus.Failed);
        (await QueryAsync(host, world, "SELECT count(*) FROM \"RAW\".things_things_current")).ShouldBe(["3"]);

        refuses = false;
        (await host.RunAsync()).Finished.Outcome.ShouldBe(StageStatus.Succeeded);
        (await QueryAsync(host, world, "SELECT count(*), min(name) FROM \"RAW\".things_things_current")).ShouldBe(["2|thing 1"]);
    }

    private static async Task<IngestionHost> StartAsync(World world)
    {
        var options = new DuckDbWarehouseOptions(world.Folder["warehouse"]) { Cache = TemporaryFolder.Shared("native"), MemoryMegabytes = 256, Threads = 2 };
        try
        {
            await DuckDbLibrary.LoadAsync(options.Cache, NullLogger.Instance, Token);
        }
        catch (Exception exception) when (exception is NpmPackageException or DllNotFoundException)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", $"DuckDB cannot be had: {exception.Message}");
            throw;
        }
        world.Settings["ControlPlane:Warehouse"] = $"{DuckDbWarehouseOptions.Scheme}{options.Folder}";
        return await world.StartAsync(services => services.AddSingleton(options));
    }

    private static async Task<IReadOnlyList<string>> QueryAsync(IngestionHost host, World world, string sql)
    {
        await using var session = await host.Warehouse.OpenAsync(world.Tenant, WarehouseRole.Transformer, Token);
        await using var reader = await session.QueryAsync(new QueryTag(world.Tenant, "test"), sql, [], Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : FormattableString.Invariant($"{reader.GetValue(i)}"))));
        return rows;
    }
}

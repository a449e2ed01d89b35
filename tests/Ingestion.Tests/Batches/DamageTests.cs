using ControlPlane.Contracts;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Lake;
using ControlPlane.Lake.FileSystem;
using ControlPlane.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Ingestion.Tests.Batches;

public sealed class DamageTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_truncated_raw_object_fails_the_batch_and_the_next_sync_reads_its_rows_again()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await ThingSource.StartAsync(1, 1000);
        var lake = new FaultyLake(new FileSystemLake(world.Lake)) { OnRead = (path, stream) => path.Layer == LakeLayer.Raw && path.Key.EndsWith(".gz", StringComparison.Ordinal) ? HalfOf(stream) : stream };
        var host = await world.StartAsync(services => services.AddSingleton<ILake>(lake));
        await host.ProvisionAsync(IngestionHost.Things(source.Url));

        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Failed);
        host.Facts.Stage(run, Stages.Validate, "things.things")!.Error!.ShouldContain("is damaged or cut off");
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".things_things""")).ShouldBe(0);

        lake.OnRead = (_, stream) => stream;
        (await host.RunAsync()).Finished.Outcome.ShouldBe(StageStatus.Succeeded);
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".things_things""")).ShouldBe(1000);
    }

    [Fact]
    public async Task A_damaged_bronze_object_is_made_again_from_raw()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await ThingSource.StartAsync(1, 1000);
        var damaged = 0;
        var lake = new FaultyLake(new FileSystemLake(world.Lake))
        {
            OnRead = (path, stream) => path.Layer == LakeLayer.Bronze && path.Key.EndsWith(".gz", StringComparison.Ordinal) && Interlocked.Increment(ref damaged) == 1 ? HalfOf(stream) : stream,
        };
        var host = await world.StartAsync(services => services.AddSingleton<ILake>(lake));
        await host.ProvisionAsync(IngestionHost.Things(source.Url));

        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        host.Facts.Ledger(run).ShouldHaveSingleItem().Loaded.ShouldBe(1000);
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".things_things""")).ShouldBe(1000);
    }

    [Fact]
    public async Task A_crash_between_the_COPY_and_its_record_loads_nothing_twice()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await ThingSource.StartAsync(1, 50);
        var loads = new List<bool>();
        var host = await world.StartAsync(services => services.AddSingleton<Warehouses.IWarehouse>(provider => new FaultyWarehouse(provider.GetRequiredService<Warehouses.Postgres.PostgresWarehouse>())
        {
            AfterLoad = result =>
            {
                loads.Add(result.AlreadyLoaded);
                return loads.Count == 1 ? throw new IOException("The connection ended before the answer came.") : Task.CompletedTask;
            },
        }));
        await host.ProvisionAsync(IngestionHost.Things(source.Url));

        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        loads.ShouldBe([false, true]);
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".things_things""")).ShouldBe(50);
        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Landed, entry.Loaded, entry.Final).ShouldBe((50, 50, true));
    }

    private static MemoryStream HalfOf(Stream whole)
    {
        using var copy = new MemoryStream();
        whole.CopyTo(copy);
        whole.Dispose();
        return new MemoryStream(copy.ToArray()[..((int)copy.Length / 2)]);
    }
}

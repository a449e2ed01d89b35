using System.Globalization;
using ControlPlane.Contracts;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Ingestion.Tests.Faults;

/// <summary>The lake's disk is full, as the operating system says it.</summary>
public sealed class FullDiskTests(PostgresFixture postgres)
{
    private const int Pages = 3;
    private const int PerPage = 2000;
    private const int Roomy = 64 << 10;

    [Fact]
    public async Task A_sync_fails_and_says_so_and_the_next_one_after_room_was_made_lands_every_row_once()
    {
        using var disk = SmallDisk.Mount(kilobytes: 512);
        await using var world = await WorldOnAsync(disk);
        world.Settings["Ingestion:SyncAttempts"] = "2";
        await using var source = await ThingSource.StartAsync(Pages, PerPage, Thing);
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url));

        var (run, failed) = await host.RunAsync();

        failed.Outcome.ShouldBe(StageStatus.Failed);
        host.Facts.Stage(run, Stages.Sync, "things")!.Error!.ShouldContain("The lake's disk is full");
        Files(disk).ShouldBeEmpty();
        (await world.ControlAsync<long>("SELECT count(*) FROM ingestion.stream_state")).ShouldBe(0);

        disk.Resize(Roomy);
        (await host.RunAsync()).Finished.Outcome.ShouldBe(StageStatus.Succeeded);
        await LoadedOnceAsync(world);
    }

    [Fact]
    public async Task A_batch_that_has_landed_waits_until_there_is_room_and_is_loaded_once()
    {
        // Room for raw, none for bronze.
        using var disk = SmallDisk.Mount(kilobytes: 1600);
        await using var world = await WorldOnAsync(disk);
        await using var source = await ThingSource.StartAsync(Pages, PerPage, Thing);
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url));

        var run = await host.StartRunAsync();
        await Eventually.TrueAsync("the batch waits", () => world.ControlAsync<bool>("SELECT EXISTS (SELECT 1 FROM ingestion.batches WHERE state = 'landed' AND attempts >= 2)"));
        await Eventually.TrueAsync("it says why", () => Task.FromResult(host.Facts.Of<StageChanged>().Any(stage => stage.Error?.Contains("The lake's disk is full", StringComparison.Ordinal) == true)));

        Files(disk).Select(Path.GetFileName).ShouldBe([$"{run}.jsonl.gz", "_SUCCESS"], ignoreOrder: true);
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".things_things""")).ShouldBe(0);

        disk.Resize(Roomy);
        (await host.FinishedAsync(run)).Outcome.ShouldBe(StageStatus.Succeeded);
        source.Requests.Count.ShouldBe(Pages + 1);
        await LoadedOnceAsync(world);
    }

    private async Task<World> WorldOnAsync(SmallDisk disk)
    {
        var world = await World.CreateAsync(postgres);
        world.Settings["ControlPlane:Lake"] = disk.Path;
        return world;
    }

    private static async Task LoadedOnceAsync(World world)
    {
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".things_things""")).ShouldBe(Pages * PerPage);
        (await world.WarehouseAsync<long>("""SELECT count(DISTINCT (_airbyte_data ->> 'id')::int) FROM "RAW".things_things""")).ShouldBe(Pages * PerPage);
        (await world.ControlAsync<bool>("SELECT bool_and(read = landed + rejected AND landed = loaded) FROM ingestion.batches WHERE state = 'loaded'")).ShouldBeTrue();
    }

    /// <summary>Everything that is there, unfinished or not.</summary>
    private static IEnumerable<string> Files(SmallDisk disk) => Directory.EnumerateFiles(disk.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None });

    /// <summary>About 200 bytes that do not get smaller.</summary>
    private static string Thing(int id)
    {
        var noise = new byte[150];
        new Random(id).NextBytes(noise);
        return $$"""{"id":{{id.ToString(CultureInfo.InvariantCulture)}},"name":"{{Convert.ToBase64String(noise)}}"}""";
    }
}

using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Ingestion.Tests.Sources;

public sealed class LandedSourceTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_file_still_being_written_is_left_alone_and_taken_once_it_is_whole()
    {
        await using var world = await World.CreateAsync(postgres);
        world.Settings["Ingestion:SettleTime"] = "00:00:00.500";
        var host = await world.StartAsync();
        await host.ProvisionAsync(1, ("files", Files(world)));
        Directory.CreateDirectory(world.Folder["drop"]);
        await using (var growing = new StreamWriter(world.Folder["drop/things.jsonl"]) { AutoFlush = true })
        {
            await growing.WriteLineAsync(ThingSource.Thing(1));
            var run = await host.StartRunAsync();
            while (!host.Facts.Of<Contracts.Ingestion.IngestionFinished>().Any(one => one.Run == run))
            {
                await growing.WriteLineAsync(ThingSource.Thing(2));
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
            host.Facts.Ledger(run).ShouldHaveSingleItem().Read.ShouldBe(0);
        }

        var (whole, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        var lines = (await File.ReadAllLinesAsync(world.Folder["drop/things.jsonl"], TestContext.Current.CancellationToken)).Length;
        host.Facts.Ledger(whole).ShouldHaveSingleItem().Loaded.ShouldBe(lines);
        host.Facts.Ledger((await host.RunAsync()).Run).ShouldHaveSingleItem().Read.ShouldBe(0);
    }

    [Fact]
    public async Task The_hour_of_GitHub_events_is_loaded_whole()
    {
        var file = SharedData.Find("data/github/2015-01-01-0.json.gz");
        Assert.SkipWhen(file is null && !SharedData.IsRequired, "The shared data is not here.");
        await using var world = await World.CreateAsync(postgres);
        var host = await world.StartAsync();
        await host.ProvisionAsync(1, ("files", Files(world) with { Contract = null, Config = IngestionHost.Json(new { file }) }));

        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Rejected, entry.Loaded).ShouldBe((7702, 0, 7702));
        (await world.WarehouseAsync<long>("""SELECT count(DISTINCT _airbyte_data ->> 'id') FROM "RAW".files_things""")).ShouldBe(7702);
    }

    private static SourceSpec Files(World world) => new()
    {
        Connector = SourceSpec.LandedFiles,
        Contract = "things",
        Streams = ["things"],
        Config = IngestionHost.Json(new { folder = world.Folder["drop"] }),
    };
}

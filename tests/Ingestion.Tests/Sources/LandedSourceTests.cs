using System.Text;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Secrets;
using ControlPlane.Testing;
using ControlPlane.Testing.S3;

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

    [Fact]
    public async Task A_sync_that_finds_nothing_but_broken_files_fails_and_what_comes_next_is_loaded()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await world.StartAsync();
        await host.ProvisionAsync(1, ("files", Files(world)));
        await DroppedFiles.DropAsync(world, "a.json", $"[{ThingSource.Thing(1)},");

        var (_, failed) = await host.RunAsync();
        await DroppedFiles.DropAsync(world, "b.jsonl", ThingSource.Thing(2));
        var (next, finished) = await host.RunAsync();
        var (_, quiet) = await host.RunAsync();

        failed.Outcome.ShouldBe(StageStatus.Failed);
        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        host.Facts.Ledger(next).ShouldHaveSingleItem().Loaded.ShouldBe(1);
        quiet.Outcome.ShouldBe(StageStatus.Succeeded, "the broken file is known by now");
    }

    [Fact]
    public async Task A_broken_file_is_told_and_shown_and_the_others_are_loaded()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await world.StartAsync();
        await host.ProvisionAsync(1, ("files", Files(world)));
        await DroppedFiles.DropAsync(world, "a.jsonl", ThingSource.Thing(1));
        await DroppedFiles.DropAsync(world, "b.json", $"[{ThingSource.Thing(2)},");
        await DroppedFiles.DropAsync(world, "c.jsonl", ThingSource.Thing(3));

        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        host.Facts.Ledger(run).ShouldHaveSingleItem().Loaded.ShouldBe(2);
        var shown = (await host.GetAsync($"/v1/tenants/{world.Tenant}/runs/{run}/batches"))[0]!["warnings"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)shown["kind"]!).ShouldBe("BrokenFile");
        ((string)shown["message"]!).ShouldStartWith("b.json: the JSON ends too early");
        var told = await Eventually.GetAsync("the warning is told", () => Task.FromResult(host.Facts.Of<Contracts.Ingestion.SyncWarned>().FirstOrDefault(one => one.Run == run)));
        (told.Source, told.Stream, told.Warnings.Single().Kind).ShouldBe(("files", "things", "BrokenFile"));

        await DroppedFiles.DropAsync(world, "b.json", $"[{ThingSource.Thing(2)}]");
        var (next, _) = await host.RunAsync();
        host.Facts.Ledger(next).ShouldHaveSingleItem().Loaded.ShouldBe(1);
        (await host.GetAsync($"/v1/tenants/{world.Tenant}/runs/{next}/batches"))[0]!["warnings"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Objects_in_S3_are_loaded_with_the_key_among_the_tenants_secrets()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var s3 = await S3Server.StartAsync();
        s3.Buckets["their-exports"] = new S3Bucket();
        s3.Buckets["their-exports"].Put("crm/a.jsonl", S3Version.Of(Encoding.UTF8.GetBytes($"{ThingSource.Thing(1)}\nnot json\n{ThingSource.Thing(2)}\n"), null));
        var host = await world.StartAsync();
        await host.Secrets.SetAsync(new SecretReference(world.Tenant.ToString(), "exports/id"), S3Server.AccessKey, TestContext.Current.CancellationToken);
        await host.Secrets.SetAsync(new SecretReference(world.Tenant.ToString(), "exports/key"), S3Server.SecretKey, TestContext.Current.CancellationToken);
        var config = new
        {
            prefix = "s3://their-exports/crm/", region = S3Server.Region, endpoint = s3.Url, access_key_id = $"secret://{world.Tenant}/exports/id", secret_access_key = $"secret://{world.Tenant}/exports/key",
        };
        await host.ProvisionAsync(1, ("files", Files(world) with { Config = IngestionHost.Json(config), MaxRejectedShare = 0.5 }));

        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Rejected, entry.Loaded).ShouldBe((3, 1, 2));
        host.Facts.Ledger((await host.RunAsync()).Run).ShouldHaveSingleItem().Read.ShouldBe(0);
        (await world.ControlAsync<string>("SELECT string_agg(t::text, '') FROM (SELECT s.state::text FROM ingestion.stream_state s) t")).ShouldNotContain(S3Server.AccessKey);

        await host.ProvisionAsync(2, ("files", Files(world) with { Config = IngestionHost.Json(new { config.prefix, config.region, config.endpoint }) }));
        var (refused, failed) = await host.RunAsync();
        failed.Outcome.ShouldBe(StageStatus.Failed);
        host.Facts.Stage(refused, Stages.Sync, "files")!.Error!.ShouldContain("config.access_key_id");
    }

    private static SourceSpec Files(World world) => new()
    {
        Connector = SourceSpec.LandedFiles,
        Contract = "things",
        Streams = ["things"],
        Config = IngestionHost.Json(new { folder = world.Folder["drop"] }),
    };
}

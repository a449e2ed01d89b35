using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Ingestion.Validation;
using ControlPlane.Testing;

namespace ControlPlane.Ingestion.Tests.Batches;

public sealed class BadRowsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Rows_against_the_contract_go_to_quarantine_with_their_reason_and_the_rest_is_loaded()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await ThingSource.StartAsync(1, 100, id => id switch
        {
            3 => """{"id":"three","name":"wrong type"}""",
            7 => """{"id":7}""",
            8 => """{"id":8,"name":"a","extra":{"level":"middling"}}""",
            9 => """{"id":9,"name":"\u0000"}""",
            10 => """{"id":10,"name":"ten","size":1e200000}""",
            _ => ThingSource.Thing(id),
        });
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url, things => things with { MaxRejectedShare = 0.05 }));

        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Rejected, entry.Landed, entry.Loaded).ShouldBe((100, 5, 95, 95));
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".things_things""")).ShouldBe(95);
        (await Gzip.LinesAsync(world.Object("bronze"))).Length.ShouldBe(95);
        var quarantine = (await Gzip.LinesAsync(world.Object("quarantine"))).Select(line => JsonNode.Parse(line)!).ToList();
        quarantine.Select(row => ((int)row["line"]!, (string)row["reason"]!, (string)row["path"]!)).ShouldBe(
        [
            (3, "expected integer, found string", "$.id"), (7, RowFault.MissingProperty, "$.name"), (8, RowFault.NotDeclaredValue, "$.extra.level"),
            (9, RowFault.NulCharacter, "$.name"), (10, RowFault.NumberOutOfRange, "$"),
        ]);
        quarantine[0]["row"]!["id"]!.ToString().ShouldBe("three");
        var batch = (await host.GetAsync($"/v1/tenants/{world.Tenant}/runs/{run}/batches"))[0]!;
        batch["rejections"]!.AsArray().Count.ShouldBe(5);
        ((string)batch["state"]!).ShouldBe("loaded");
    }

    [Fact]
    public async Task A_batch_with_more_bad_rows_than_declared_is_refused_and_nothing_of_it_is_loaded()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await ThingSource.StartAsync(1, 10, id => id <= 2 ? """{"id":0}""" : ThingSource.Thing(id));
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url, things => things with { MaxRejectedShare = 0.1 }));

        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Failed);
        finished.Batches.ShouldBeEmpty();
        var stage = host.Facts.Stage(run, Stages.Validate, "things.things")!;
        stage.Status.ShouldBe(StageStatus.Failed);
        (stage.RowsIn, stage.RowsOut, stage.RowsRejected).ShouldBe((10, 0, 2));
        stage.Error!.ShouldContain("2 of 10 rows");
        stage.Error!.ShouldContain("a required property is missing at $.name (2)");
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".things_things""")).ShouldBe(0);
        world.Objects("bronze").ShouldBeEmpty();
        (await Gzip.LinesAsync(world.Object("quarantine"))).Length.ShouldBe(2);
        File.Exists(world.Object("raw")).ShouldBeTrue();
        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Rejected, entry.Landed, entry.Loaded).ShouldBe((10, 10, 0, 0));
    }

    [Fact]
    public async Task The_rows_of_a_refused_batch_are_read_again_once_more_bad_rows_are_allowed()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await world.StartAsync();
        Directory.CreateDirectory(world.Folder["drop"]);
        await File.WriteAllLinesAsync(world.Folder["drop/things.jsonl"], [ThingSource.Thing(1), "not json", ThingSource.Thing(3)], TestContext.Current.CancellationToken);
        await host.ProvisionAsync(1, ("files", Files(world, 0.1)));
        var (_, refused) = await host.RunAsync();
        refused.Outcome.ShouldBe(StageStatus.Failed);

        await host.ProvisionAsync(2, ("files", Files(world, 0.5)));
        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Rejected, entry.Landed, entry.Loaded).ShouldBe((3, 1, 2, 2));
    }

    [Fact]
    public async Task Lines_of_a_landed_file_that_are_not_JSON_are_set_aside()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await world.StartAsync();
        Directory.CreateDirectory(world.Folder["drop"]);
        await File.WriteAllLinesAsync(world.Folder["drop/things.jsonl"],
            [ThingSource.Thing(1), "not json at all", """{"id":2,"name":"cut""", ThingSource.Thing(3), $$"""{"id":4,"name":"{{new string('x', 3 << 20)}}"}"""], TestContext.Current.CancellationToken);
        await host.ProvisionAsync(1, ("files", Files(world, 0.5)));

        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Rejected, entry.Loaded).ShouldBe((5, 2, 3));
        var quarantine = (await Gzip.LinesAsync(world.Object("quarantine"))).Select(line => JsonNode.Parse(line)!).ToList();
        quarantine.Select(row => (string)row["row"]!).ShouldBe(["not json at all", """{"id":2,"name":"cut"""]);
        (await world.WarehouseAsync<int>("""SELECT max(length(_airbyte_data ->> 'name')) FROM "RAW".files_things""")).ShouldBe(3 << 20);
    }

    [Fact]
    public async Task A_row_larger_than_allowed_is_set_aside()
    {
        await using var world = await World.CreateAsync(postgres);
        world.Settings["Ingestion:MaxRowBytes"] = $"{1 << 20}";
        await using var source = await ThingSource.StartAsync(1, 2, id => id == 1 ? $$"""{"id":1,"name":"{{new string('x', 1 << 21)}}"}""" : ThingSource.Thing(id));
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url, things => things with { MaxRejectedShare = 0.5 }));

        var (run, _) = await host.RunAsync();

        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Rejected, entry.Loaded).ShouldBe((2, 1, 1));
        var batches = await host.Operator.GetFromJsonAsync<JsonArray>($"/v1/tenants/{world.Tenant}/runs/{run}/batches", TestContext.Current.CancellationToken);
        ((string)batches![0]!["rejections"]![0]!["reason"]!).ShouldBe("larger than 1 MiB");
    }

    private static SourceSpec Files(World world, double share) => new()
    {
        Connector = SourceSpec.LandedFiles,
        Contract = "things",
        Streams = ["things"],
        Config = IngestionHost.Json(new { folder = world.Folder["drop"] }),
        MaxRejectedShare = share,
    };
}

using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Ingestion.Tests;

public sealed class PipelineTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Records_of_a_source_arrive_in_RAW_and_the_ledger_balances()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await ThingSource.StartAsync(pages: 3, perPage: 100);
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url));

        var (run, finished) = await host.RunAsync();

        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        finished.Batches.ShouldHaveSingleItem().Rows.ShouldBe(300);
        (await world.WarehouseAsync<long>("""SELECT count(DISTINCT (_airbyte_data ->> 'id')::int) FROM "RAW".things_things""")).ShouldBe(300);
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".things_things""")).ShouldBe(300);
        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Rejected, entry.Landed, entry.Loaded, entry.Final).ShouldBe((300, 0, 300, 300, true));
        host.Facts.Of<RunStarted>().ShouldHaveSingleItem().Sources.ShouldBe(["things"]);
        host.Facts.Stage(run, Stages.Sync, "things")!.ShouldSatisfyAllConditions(stage => stage.Status.ShouldBe(StageStatus.Succeeded), stage => stage.RowsIn.ShouldBe(300), stage => stage.RowsOut.ShouldBe(300));
        host.Facts.Stage(run, Stages.Load, "things.things")!.ShouldSatisfyAllConditions(stage => stage.Status.ShouldBe(StageStatus.Succeeded), stage => stage.RowsOut.ShouldBe(300));
    }

    [Fact]
    public async Task Raw_and_bronze_hold_the_object_and_a_marker_that_lists_its_run()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await ThingSource.StartAsync(pages: 1, perPage: 5);
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url));

        var (run, _) = await host.RunAsync();

        var day = FormattableString.Invariant($"{DateTimeOffset.UtcNow:yyyy-MM-dd}");
        var folder = $"clients/{world.Tenant.Client}/things/things";
        world.Objects("raw").ShouldBe([$"{folder}/run_date={day}/{run}.jsonl.gz", $"{folder}/run_date={day}/_SUCCESS"]);
        world.Objects("bronze").ShouldBe([$"{folder}/load_date={day}/{run}.jsonl.gz", $"{folder}/load_date={day}/_SUCCESS"]);
        world.Objects("quarantine").ShouldBeEmpty();
        var marker = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(world.Object("raw"))!, "_SUCCESS"), TestContext.Current.CancellationToken))!;
        ((string)marker["run"]!, (long)marker["rows"]!, (long)marker["bytes"]!).ShouldBe((run.ToString(), 5, new FileInfo(world.Object("raw")).Length));
        var line = (await Gzip.LinesAsync(world.Object("raw")))[0];
        line.ShouldMatch($$"""^\{"_airbyte_raw_id":"[0-9a-f-]{36}","_airbyte_extracted_at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","_tenant":"{{world.Tenant}}","_airbyte_data":\{"id":1,.*\}\}$""");
    }
}

using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Ingestion.Tests.Schemas;

public sealed class SchemaChangesTests(PostgresFixture postgres)
{
    private const string Old = """{"id":1,"price":5}""";
    private const string New = """{"id":2,"price":"five","colour":"red"}""";

    [Fact]
    public async Task A_stream_that_evolves_gets_columns_and_says_so()
    {
        await using var world = await World.CreateAsync(postgres);
        var (host, run, finished) = await ChangeAsync(world, SchemaChanges.Evolve);

        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        (await world.WarehouseAsync<string>("""SELECT string_agg(concat_ws('/', id, price, price__v_text, colour), ',' ORDER BY id) FROM "RAW".files_things_current""")).ShouldBe("1/5/5,2/five/red");
        var told = await Eventually.GetAsync("the change is told", () => Task.FromResult(host.Facts.Of<StreamSchemaChanged>().FirstOrDefault()));
        (told.Run, told.Source, told.Stream, told.Version).ShouldBe((run, "files", "things", 2));
        told.Changes.Select(change => change.Column).ShouldBe(["price__v_text", "colour"]);
        var changes = (await host.GetAsync($"/v1/tenants/{world.Tenant}/runs/{run}/batches"))[0]!["schemaChanges"]!.AsArray();
        changes.Select(change => $"{change!["kind"]} {change["field"]}").ShouldBe(["variant price", "added colour"]);
    }

    [Fact]
    public async Task A_frozen_stream_refuses_the_batch_and_takes_it_once_it_may_evolve()
    {
        await using var world = await World.CreateAsync(postgres);
        var (host, run, finished) = await ChangeAsync(world, SchemaChanges.Freeze);

        finished.Outcome.ShouldBe(StageStatus.Failed);
        host.Facts.Stage(run, Stages.Validate, "files.things")!.Error!.ShouldContain("the new field colour (text)");
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".files_things""")).ShouldBe(1);
        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Rejected, entry.Landed, entry.Loaded).ShouldBe((1, 1, 0, 0));

        await host.ProvisionAsync(2, ("files", DroppedFiles.Source(world)));
        (await host.RunAsync()).Finished.Outcome.ShouldBe(StageStatus.Succeeded);
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".files_things""")).ShouldBe(2);
    }

    [Fact]
    public async Task Rows_with_what_the_schema_does_not_have_are_set_aside()
    {
        await using var world = await World.CreateAsync(postgres);
        var (host, run, _) = await ChangeAsync(world, SchemaChanges.DiscardRow, """{"id":3,"price":3}""");

        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Rejected, entry.Landed, entry.Loaded).ShouldBe((2, 1, 1, 1));
        var reasons = (await host.GetAsync($"/v1/tenants/{world.Tenant}/runs/{run}/batches"))[0]!["rejections"]!.AsArray();
        ((string)reasons.Single()!["reason"]!).ShouldBe("expected integer, found text at $.price");
    }

    [Fact]
    public async Task Values_that_the_schema_does_not_have_are_left_out_and_counted()
    {
        await using var world = await World.CreateAsync(postgres);
        var (host, run, _) = await ChangeAsync(world, SchemaChanges.DiscardValue);

        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Rejected, entry.Landed, entry.Loaded).ShouldBe((1, 0, 1, 1));
        (await world.WarehouseAsync<string>("""SELECT string_agg(_airbyte_data::text, ',' ORDER BY _airbyte_data ->> 'id') FROM "RAW".files_things""")).ShouldBe("""{"id": 1, "price": 5},{"id": 2}""");
        ((long)(await host.GetAsync($"/v1/tenants/{world.Tenant}/runs/{run}/batches"))[0]!["discardedValues"]!).ShouldBe(2);
    }

    private static async Task<(IngestionHost Host, Guid Run, IngestionFinished Finished)> ChangeAsync(World world, SchemaChanges policy, params string[] more)
    {
        var host = await world.StartAsync();
        await host.ProvisionAsync(1, ("files", DroppedFiles.Source(world, policy)));
        await DroppedFiles.DropAsync(world, "1.jsonl", Old);
        (await host.RunAsync()).Finished.Outcome.ShouldBe(StageStatus.Succeeded);
        await DroppedFiles.DropAsync(world, "2.jsonl", [New, .. more]);
        var (run, finished) = await host.RunAsync();
        return (host, run, finished);
    }
}

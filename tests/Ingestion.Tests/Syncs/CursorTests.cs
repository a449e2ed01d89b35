using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Testing;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Lake;
using ControlPlane.Lake.FileSystem;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Ingestion.Tests.Syncs;

public sealed class CursorTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_cursor_moves_with_the_batch_and_the_next_sync_begins_there()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await StartAsync();
        var host = await world.StartAsync();
        await host.ProvisionAsync(1, ("changes", Changes(source.Url)));

        await host.RunAsync();
        var (second, _) = await host.RunAsync();

        var asked = source.Requests.Select(request => Uri.UnescapeDataString(request.Query)).ToList();
        asked[0].ShouldContain("since=2026-01-01T00:00:00Z");
        asked[1].ShouldContain("since=2026-05-01T00:00:00Z");
        (await world.ControlAsync<bool>("SELECT b.run = @second FROM ingestion.stream_state s JOIN ingestion.batches b USING (batch)", new { second })).ShouldBeTrue();
        // Loaded batches keep no copies of it.
        (await world.ControlAsync<bool>("SELECT bool_or(COALESCE(cursor_before, cursor_after, boundary_before) IS NOT NULL) FROM ingestion.batches")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_cursor_stays_when_the_object_could_not_be_published()
    {
        await using var world = await World.CreateAsync(postgres);
        world.Settings["Ingestion:SyncAttempts"] = "1";
        await using var source = await StartAsync();
        var lake = new FaultyLake(new FileSystemLake(world.Lake)) { OnCommit = path => path.Key.EndsWith("_SUCCESS", StringComparison.Ordinal) ? throw new IOException("The disk is gone.") : Task.CompletedTask };
        var host = await world.StartAsync(services => services.AddSingleton<ILake>(lake));
        await host.ProvisionAsync(1, ("changes", Changes(source.Url)));

        (await host.RunAsync()).Finished.Outcome.ShouldBe(StageStatus.Failed);
        (await world.ControlAsync<long>("SELECT count(*) FROM ingestion.stream_state")).ShouldBe(0);

        lake.OnCommit = _ => Task.CompletedTask;
        (await host.RunAsync()).Finished.Outcome.ShouldBe(StageStatus.Succeeded);
        source.Requests.Select(request => request.Query).Distinct().Count().ShouldBe(1);
        (await world.WarehouseAsync<long>("""SELECT count(*) FROM "RAW".changes_changes""")).ShouldBe(2);
    }

    private static Task<TestSource> StartAsync() =>
        TestSource.StartAsync(_ => """[{"id":1,"updated_at":"2026-03-01T00:00:00Z"},{"id":2,"updated_at":"2026-05-01T00:00:00Z"}]""");

    private static SourceSpec Changes(string url) => new() { Connector = "changes", Config = IngestionHost.Json(new { base_url = url }) };
}

using ControlPlane.Contracts;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Ingestion.Tests.Syncs;

public sealed class LargeSyncTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Memory_stays_flat_over_half_a_million_records()
    {
        await using var world = await World.CreateAsync(postgres);
        var pages = new[] { ThingSource.Page(1, 5000), ThingSource.Page(5001, 5000) };
        await using var source = await TestSource.StartAsync(context => ThingSource.PageOf(context) is <= 100 and var page ? pages[page % 2] : "[]");
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var run = await host.StartRunAsync();

        var peak = 0L;
        await Eventually.TrueAsync("the run ends", () =>
        {
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
            return Task.FromResult(host.Facts.Of<Contracts.Ingestion.IngestionFinished>().Any(one => one.Run == run));
        }, TimeSpan.FromMinutes(2));

        host.Facts.Ledger(run).ShouldHaveSingleItem().Loaded.ShouldBe(500_000);
        host.Facts.Stage(run, Stages.Load, "things.things")!.RowsOut.ShouldBe(500_000);
        (peak - before).ShouldBeLessThan(64 << 20);
    }
}

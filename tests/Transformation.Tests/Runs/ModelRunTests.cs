using ControlPlane.Contracts;
using ControlPlane.Testing;

namespace ControlPlane.Transformation.Tests.Runs;

public sealed class ModelRunTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Models_are_built_tested_and_published_for_readers()
    {
        await using var service = await StartAsync();

        var run = await service.LoadedAsync(rows: 3);

        var published = await service.PublishedAsync(run);
        published.Marts.Select(mart => (mart.Name, mart.Rows)).ShouldBe([("customers", 2L)]);
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(60);
        (await service.Warehouse.RelationsAsync()).ShouldBe(["MARTS.customers", "STAGING.stg_orders"]);
        var transform = await service.Facts.StageAsync(run, Stages.Transform, StageStatus.Succeeded);
        (transform.Name, transform.RowsIn, transform.RowsOut).ShouldBe(("shop", 3, 2));
        var test = await service.Facts.StageAsync(run, Stages.Test, StageStatus.Succeeded);
        (test.RowsIn, test.RowsOut, test.RowsRejected).ShouldBe((3, 3, 0));
    }

    [Fact]
    public async Task Second_run_replaces_the_first()
    {
        await using var service = await StartAsync();
        await service.PublishedAsync(await service.LoadedAsync());
        await service.Warehouse.AsAdminAsync("INSERT INTO \"RAW\".orders VALUES (4, 'cid', 40)");

        var published = await service.PublishedAsync(await service.LoadedAsync());

        published.Marts.ShouldHaveSingleItem().Rows.ShouldBe(3);
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(100);
        (await service.Warehouse.RelationsAsync()).ShouldBe(["MARTS.customers", "STAGING.stg_orders"]);
    }

    private async Task<ServiceUnderTest> StartAsync()
    {
        var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        return service;
    }
}

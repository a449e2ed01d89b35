using System.Net;
using ControlPlane.Testing;

namespace ControlPlane.Transformation.Tests.Runs;

public sealed class RetryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Retry_builds_only_what_failed_and_publishes_all()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        service.Write("models/marts/late.sql", "SELECT o.customer, n.note FROM {{ ref('stg_orders') }} o JOIN {{ source('app', 'notes') }} n ON true");
        service.Write("models/staging/sources.yml", SmallProjects.Sources + "\n      - name: notes\n");
        var run = await service.LoadedAsync();
        (await service.RefusedAsync(run)).Reason.ShouldStartWith("1 models failed: late: models/marts/late.sql: 42P01");
        (await service.Warehouse.RelationsAsync()).ShouldBeEmpty();
        var built = await service.Warehouse.AdminAsync<long>("SELECT '\"MARTS__NEXT\".customers'::regclass::oid::bigint");
        await service.Warehouse.RawTableAsync("notes", "note text", "('x')");

        (await service.RetryAsync(run)).ShouldBe(HttpStatusCode.Accepted);

        await Eventually.TrueAsync("the run is published", () => Task.FromResult(service.Facts.Published(run) is not null));
        (await service.Warehouse.RelationsAsync()).ShouldBe(["MARTS.customers", "MARTS.late", "STAGING.stg_orders"]);
        (await service.Warehouse.AdminAsync<long>("SELECT '\"MARTS\".customers'::regclass::oid::bigint")).ShouldBe(built);
        service.Facts.Published(run)!.Marts.Select(mart => (mart.Name, mart.Rows)).ShouldBe([("customers", 2L), ("late", 3L)], ignoreOrder: true);
    }

    [Fact]
    public async Task Only_a_run_that_failed_can_be_tried_again()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        var run = await service.LoadedAsync();
        await service.PublishedAsync(run);

        (await service.RetryAsync(run)).ShouldBe(HttpStatusCode.Conflict);
        (await service.RetryAsync(Guid.CreateVersion7())).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_another_run_has_built_since_is_not_taken_for_the_retried_runs()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        await service.Warehouse.AsAdminAsync("INSERT INTO \"RAW\".orders VALUES (5, NULL, 1000)");
        var run = await service.LoadedAsync();
        await service.RefusedAsync(run);
        await service.Warehouse.AsAdminAsync("DELETE FROM \"RAW\".orders WHERE id = 5");
        await service.PublishedAsync(await service.LoadedAsync());

        (await service.RetryAsync(run)).ShouldBe(HttpStatusCode.Accepted);

        await Eventually.TrueAsync("the run is published", () => Task.FromResult(service.Facts.Published(run) is not null));
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(60);
    }
}

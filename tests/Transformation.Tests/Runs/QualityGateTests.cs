using ControlPlane.Contracts;
using ControlPlane.Testing;

namespace ControlPlane.Transformation.Tests.Runs;

public sealed class QualityGateTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Failed_test_keeps_the_last_good_content_and_publishes_nothing()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        await service.PublishedAsync(await service.LoadedAsync());
        await service.Warehouse.AsAdminAsync("INSERT INTO \"RAW\".orders VALUES (5, NULL, 1000)");

        var run = await service.LoadedAsync();

        var refused = await service.RefusedAsync(run);
        refused.Outcome.ShouldBe(StageStatus.Failed);
        refused.Reason.ShouldBe("1 tests failed: not_null_customers_customer (1 failing)");
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(60);
        (await service.Warehouse.RelationsAsync()).ShouldBe(["MARTS.customers", "STAGING.stg_orders"]);
        var test = await service.Facts.StageAsync(run, Stages.Test, StageStatus.Failed);
        (test.RowsIn, test.RowsOut, test.RowsRejected, test.Error).ShouldBe((3, 2, 1, refused.Reason));
        service.Facts.Published(run).ShouldBeNull();
        (await service.ScalarAsync<string>($"SELECT status FROM transformation.nodes WHERE run = '{run}' AND name = 'unique_customers_customer'")).ShouldBe("pass");
    }

    [Fact]
    public async Task Failed_test_of_severity_warn_is_recorded_and_does_not_gate()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        service.Write("models/staging/schema.yml", """
            models:
              - name: stg_orders
                columns:
                  - name: customer
                    data_tests:
                      - accepted_values:
                          arguments: { values: [ann] }
                          config: { severity: warn }
                      - accepted_values:
                          values: [bob]
                          config: { where: "id = 3" }
                      - relationships: { to: ref('customers'), field: customer }
            """);

        var run = await service.LoadedAsync();

        await service.PublishedAsync(run);
        (await service.ScalarAsync<string>($"SELECT status || ' ' || failures FROM transformation.nodes WHERE run = '{run}' AND name = 'accepted_values_stg_orders_customer__ann'")).ShouldBe("warn 1");
        (await service.ScalarAsync<string>($"SELECT status FROM transformation.nodes WHERE run = '{run}' AND name = 'accepted_values_stg_orders_customer__bob'")).ShouldBe("pass");
        (await service.ScalarAsync<string>($"SELECT status FROM transformation.nodes WHERE run = '{run}' AND name LIKE 'relationships%'")).ShouldBe("pass");
    }

    [Fact]
    public async Task Test_on_a_missing_column_fails_by_its_own_name()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        service.Write("models/staging/schema.yml", """
            models:
              - name: stg_orders
                columns:
                  - { name: id, tests: [not_null, unique] }
                  - { name: absent, tests: [not_null] }
            """);

        var refused = await service.RefusedAsync(await service.LoadedAsync());

        refused.Reason.ShouldBe("1 tests failed: not_null_stg_orders_absent: 42703: column \"absent\" does not exist");
    }

    [Fact]
    public async Task Duplicates_in_a_view_are_counted_as_duplicated_values()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        await service.Warehouse.AsAdminAsync("INSERT INTO \"RAW\".orders VALUES (1, 'ann', 0), (1, 'ann', 0), (2, 'ann', 0)");
        service.Write("models/staging/schema.yml", "models: [{ name: stg_orders, columns: [{ name: id, tests: [unique, not_null] }] }]");

        var refused = await service.RefusedAsync(await service.LoadedAsync());

        refused.Reason.ShouldBe("1 tests failed: unique_stg_orders_id (2 failing)");
    }

    [Fact]
    public async Task Readers_see_the_old_rows_while_building_and_the_new_ones_after()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        await service.PublishedAsync(await service.LoadedAsync());
        await service.Warehouse.RawTableAsync("gate", "x int", "(1)");
        service.Write("models/marts/slow.sql", "SELECT x FROM {{ source('app', 'gate') }}");
        service.Write("models/staging/sources.yml", SmallProjects.Sources + "\n      - name: gate\n");
        await using var gate = await service.Warehouse.OpenAdminAsync();
        await using var closed = await gate.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await gate.LockAsync("\"RAW\".gate");
        await service.Warehouse.AsAdminAsync("INSERT INTO \"RAW\".orders VALUES (4, 'cid', 40)");

        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("the other models are built", () => service.CountAsync("nodes", $"run = '{run}' AND kind = 'model'", 2));
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(60);
        await closed.CommitAsync(TestContext.Current.CancellationToken);

        await service.PublishedAsync(run);
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(100);
    }
}

using ControlPlane.Contracts;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Testing;
using ControlPlane.Transformation.Runs;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Transformation.Tests.Runs;

public sealed class PublishingTests(PostgresFixture postgres)
{
    private const string OidOfMart = "SELECT '\"MARTS\".customers'::regclass::oid::bigint";

    [Fact]
    public async Task Swap_that_was_committed_but_not_recorded_is_recorded_and_not_repeated()
    {
        await using var service = await StartAsync();
        var run = await service.LoadedAsync();
        await service.PublishedAsync(run);
        var oid = await service.Warehouse.AdminAsync<long>(OidOfMart);

        await service.ScalarAsync<int>($"UPDATE transformation.runs SET status = 'running', test_finished_at = NULL, publishing = '[{{\"name\":\"customers\",\"rows\":2}}]' WHERE run = '{run}'");
        await service.Services.GetRequiredService<ServiceState<TransformationModule>>().Work.MakeDueAsync(service.Tenant.ToString(), RunReconciler.WorkKind, run.ToString(), CancellationToken.None);

        await Eventually.TrueAsync("the end is recorded again", () => Task.FromResult(service.Facts.Count(run) == 2));
        (await service.Warehouse.AdminAsync<long>(OidOfMart)).ShouldBe(oid);
        service.Facts.Published(run)!.Marts.ShouldHaveSingleItem().Rows.ShouldBe(2);
        (await service.ScalarAsync<string>($"SELECT status FROM transformation.runs WHERE run = '{run}'")).ShouldBe("succeeded");
    }

    [Fact]
    public async Task Builds_of_dead_runs_are_dropped_and_nothing_else()
    {
        await using var service = await StartAsync();
        await service.Warehouse.AsTransformerAsync("""
            CREATE TABLE "STAGING__NEXT".base (x int);
            CREATE VIEW "MARTS__NEXT".customers AS SELECT * FROM "STAGING__NEXT".base;
            CREATE TABLE "MARTS".somebodys (x int);
            """);

        await service.PublishedAsync(await service.LoadedAsync());

        (await service.Warehouse.RelationsAsync()).ShouldBe(["MARTS.customers", "MARTS.somebodys", "STAGING.stg_orders"]);
        (await service.Warehouse.RelationsAsync("MARTS__NEXT", "STAGING__NEXT")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Foreign_view_on_a_mart_is_named_and_nothing_is_dropped()
    {
        await using var service = await StartAsync();
        await service.PublishedAsync(await service.LoadedAsync());
        await service.Warehouse.AsAdminAsync("""CREATE SCHEMA "REPORTS"; CREATE VIEW "REPORTS".totals AS SELECT total FROM "MARTS".customers""");
        await service.Warehouse.AsAdminAsync("INSERT INTO \"RAW\".orders VALUES (4, 'cid', 40)");

        var run = await service.LoadedAsync();

        (await service.RefusedAsync(run)).Reason.ShouldBe("REPORTS.totals depends on \"MARTS\".customers, which is replaced by every run; drop it or make it a model.");
        (await service.Warehouse.AdminAsync<long>("SELECT sum(total) FROM \"REPORTS\".totals")).ShouldBe(60);
        (await service.Warehouse.RelationsAsync()).ShouldBe(["MARTS.customers", "STAGING.stg_orders"]);
        (await service.Facts.StageAsync(run, Stages.Transform, StageStatus.Failed)).Error.ShouldNotBeNull();
    }

    [Fact]
    public async Task View_of_a_model_that_is_gone_does_not_stand_in_the_way()
    {
        await using var service = await StartAsync();
        service.Write("models/staging/old_view.sql", "SELECT * FROM {{ ref('customers') }}");
        await service.PublishedAsync(await service.LoadedAsync());
        service.Delete("models/staging/old_view.sql");

        await service.PublishedAsync(await service.LoadedAsync());

        (await service.Warehouse.RelationsAsync()).ShouldBe(["MARTS.customers", "STAGING.stg_orders"]);
    }

    [Fact]
    public async Task Model_that_becomes_a_view_or_a_table_is_replaced()
    {
        await using var service = await StartAsync();
        await service.PublishedAsync(await service.LoadedAsync());
        service.Write("models/staging/stg_orders.sql", "{{ config(materialized='table') }} SELECT id, customer, amount FROM {{ source('app', 'orders') }}");
        service.Write("models/marts/customers.sql", "{{ config(materialized='view') }} SELECT customer, sum(amount) AS total FROM {{ ref('stg_orders') }} GROUP BY customer");

        var published = await service.PublishedAsync(await service.LoadedAsync());

        published.Marts.ShouldHaveSingleItem().Rows.ShouldBe(2);
        (await service.Warehouse.AdminAsync<string>("SELECT string_agg(relkind::text, '' ORDER BY relname) FROM pg_class WHERE relname IN ('customers', 'stg_orders') AND relnamespace::regnamespace::text IN ('\"MARTS\"', '\"STAGING\"')")).ShouldBe("vr");
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(total) FROM \"MARTS\".customers")).ShouldBe(60);
    }

    [Fact]
    public async Task Long_reader_delays_publishing_and_does_not_hold_up_other_readers()
    {
        await using var service = await StartAsync(settings => settings["Transformation:SwapLockTimeout"] = "00:00:00.050");
        await service.PublishedAsync(await service.LoadedAsync());
        await using var reader = await service.Warehouse.OpenReaderAsync();
        await using var reading = await reader.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await reader.ExecuteScalarAsync<long>("SELECT count(*) FROM \"MARTS\".customers");

        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("the tests are over", () => service.CountAsync("nodes", $"run = '{run}' AND kind = 'test'", 3));
        for (var i = 0; i < 20; i++) (await service.Warehouse.ReaderAsync<long>("SELECT count(*) FROM \"MARTS\".customers")).ShouldBe(2);
        service.Facts.Count(run).ShouldBe(0);
        await reading.CommitAsync(TestContext.Current.CancellationToken);

        await service.PublishedAsync(run);
    }

    [Fact]
    public async Task Reader_who_never_lets_go_ends_the_run_after_some_attempts()
    {
        await using var service = await StartAsync(settings =>
        {
            settings["Transformation:SwapLockTimeout"] = "00:00:00.050";
            settings["Transformation:SwapPatience"] = "00:00:00.200";
            settings["Transformation:MaxAttempts"] = "2";
        });
        await service.PublishedAsync(await service.LoadedAsync());
        await using var reader = await service.Warehouse.OpenReaderAsync();
        await using var reading = await reader.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await reader.ExecuteScalarAsync<long>("SELECT count(*) FROM \"MARTS\".customers");

        var run = await service.LoadedAsync();

        (await service.RefusedAsync(run)).Reason.ShouldStartWith("Readers have held the published relations for 00:00:00.2");
        (await service.CountAsync("runs", $"run = '{run}' AND status = 'failed' AND publishing IS NULL")).ShouldBeTrue();
        await reading.CommitAsync(TestContext.Current.CancellationToken);
        await service.PublishedAsync(await service.LoadedAsync());
    }

    [Fact]
    public async Task Names_at_the_limit_of_the_warehouse_and_in_any_script_work()
    {
        await using var service = await StartAsync();
        var longest = new string('x', 62);
        service.Write($"models/marts/{longest}1.sql", "SELECT 1 AS a");
        service.Write($"models/marts/{longest}2.sql", $"SELECT a + 1 AS a FROM {{{{ ref('{longest}1') }}}}");
        service.Write("models/marts/größe_日本語.sql", $"SELECT a FROM {{{{ ref('{longest}2') }}}}");
        service.Write("models/marts/more.yml", "models: [{ name: \"größe_日本語\", columns: [{ name: a, tests: [not_null, unique] }] }]");

        await service.PublishedAsync(await service.LoadedAsync());
        await service.PublishedAsync(await service.LoadedAsync());

        (await service.Warehouse.ReaderAsync<int>("SELECT a FROM \"MARTS\".\"größe_日本語\"")).ShouldBe(2);
        (await service.Warehouse.RelationsAsync()).Count.ShouldBe(5);
    }

    private async Task<ServiceUnderTest> StartAsync(Action<Dictionary<string, string?>>? configure = null)
    {
        var service = await ServiceUnderTest.StartAsync(postgres, configure: configure);
        await Shop.WriteAsync(service);
        return service;
    }
}

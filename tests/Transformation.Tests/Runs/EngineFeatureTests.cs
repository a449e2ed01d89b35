using ControlPlane.Testing;

namespace ControlPlane.Transformation.Tests.Runs;

/// <summary>What dbt projects may hold, built for a tenant.</summary>
public sealed class EngineFeatureTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Incremental_models_seeds_and_snapshots_go_on_from_what_is_published()
    {
        await using var service = await StartAsync();
        service.Write("models/marts/log.sql", """
            {{ config(materialized='incremental', unique_key='id') }}
            SELECT id, amount{% if is_incremental() %}, (SELECT count(*) FROM {{ this }}) AS before{% else %}, 0::bigint AS before{% endif %} FROM {{ ref('stg_orders') }}
            {% if is_incremental() %}WHERE id > (SELECT max(id) FROM {{ this }}){% endif %}
            """);
        service.Write("seeds/rates.csv", "country,rate\nDE,19\nFR,20\n");
        service.Write("snapshots/orders_seen.sql", "{% snapshot orders_seen %}{{ config(schema='INTERMEDIATE', unique_key='id', strategy='check', check_cols=['amount']) }} SELECT id, amount FROM {{ source('app', 'orders') }}{% endsnapshot %}");
        await service.PublishedAsync(await service.LoadedAsync());
        await service.Warehouse.AsAdminAsync("INSERT INTO \"RAW\".orders VALUES (4, 'cid', 40); UPDATE \"RAW\".orders SET amount = 11 WHERE id = 1");

        var published = await service.PublishedAsync(await service.LoadedAsync());

        (await service.Warehouse.ReaderAsync<string>("SELECT string_agg(id || ':' || before, ' ' ORDER BY id) FROM \"MARTS\".log")).ShouldBe("1:0 2:0 3:0 4:3");
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(rate)::bigint FROM \"MARTS\".rates")).ShouldBe(39);
        (await service.Warehouse.AdminAsync<long>("SELECT count(*) FROM \"INTERMEDIATE\".orders_seen")).ShouldBe(5);
        published.Marts.Single(mart => mart.Name == "log").Rows.ShouldBe(4);
    }

    [Fact]
    public async Task Thresholds_decide_between_a_warning_and_a_failure_and_failures_are_stored()
    {
        await using var service = await StartAsync();
        service.Write("models/staging/schema.yml", """
            models:
              - name: stg_orders
                columns:
                  - name: customer
                    data_tests:
                      - accepted_values: { arguments: { values: [nobody] }, config: { error_if: ">5", warn_if: ">1", store_failures: true } }
            """);
        var run = await service.LoadedAsync();

        await service.PublishedAsync(run);

        (await service.ScalarAsync<string>($"SELECT status || ' ' || failures FROM transformation.nodes WHERE run = '{run}' AND name LIKE 'accepted_values%'")).ShouldBe("warn 2");
        (await service.Warehouse.RelationsAsync("TEST_FAILURES")).Count.ShouldBe(1);

        service.Write("models/staging/schema.yml", "models: [{ name: stg_orders, columns: [{ name: customer, data_tests: [{ accepted_values: { arguments: { values: [nobody] }, config: { error_if: '>1' } } }] }] }]");
        (await service.RefusedAsync(await service.LoadedAsync())).Reason.ShouldBe("1 tests failed: accepted_values_stg_orders_customer__nobody (2 failing)");
    }

    [Fact]
    public async Task Every_statement_carries_the_tag_of_its_model()
    {
        await using var service = await StartAsync();
        service.Write("models/marts/tagged.sql", "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()");

        var run = await service.LoadedAsync();
        await service.PublishedAsync(run);

        var query = await service.Warehouse.ReaderAsync<string>("SELECT query FROM \"MARTS\".tagged");
        query.ShouldNotBeNull().ShouldContain($"\"model\":\"tagged\",\"run\":\"{run}\"");
        (await service.ScalarAsync<long>($"SELECT count(*) FROM transformation.nodes WHERE run = '{run}' AND kind = 'model' AND statement_ms >= 0 AND (bytes > 0) = (name <> 'stg_orders')")).ShouldBeGreaterThan(1);
    }

    private async Task<ServiceUnderTest> StartAsync()
    {
        var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        return service;
    }
}

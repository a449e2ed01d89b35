using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ControlPlane.Testing;

namespace ControlPlane.Transformation.Tests.Runs;

/// <summary>Versions of a model, and unit tests and models that share a name.</summary>
public sealed class SameNameTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Versions_of_a_model_have_results_of_their_own_and_a_retry_builds_the_one_that_failed()
    {
        await using var service = await StartAsync();
        service.Write("models/marts/customers_v2.sql", "{{ config(materialized='incremental') }} SELECT customer, total, 1 AS rank FROM {{ ref('customers', v=1) }} {% if is_incremental() %}WHERE broken{% endif %}");
        await service.PublishedAsync(await service.LoadedAsync());
        await service.Warehouse.AsAdminAsync("INSERT INTO \"RAW\".orders VALUES (4, 'cid', 40)");
        var run = await service.LoadedAsync();
        (await service.RefusedAsync(run)).Reason.ShouldStartWith("1 models failed: customers.v2: models/marts/customers_v2.sql: 42703");
        (await service.ScalarAsync<string>($"SELECT string_agg(node || ' ' || version || ' ' || status, ', ' ORDER BY node) FROM transformation.nodes WHERE run = '{run}' AND name = 'customers'"))
            .ShouldBe("model.shop.customers.v1 1 success, model.shop.customers.v2 2 error");

        // The same files, but the warehouse now has what the model reads.
        await service.Warehouse.AsTransformerAsync("""ALTER TABLE "MARTS".customers_v1 ADD COLUMN broken boolean; ALTER TABLE "MARTS__NEXT".customers_v1 ADD COLUMN broken boolean DEFAULT true""");
        await service.RetryAsync(run);

        await Eventually.TrueAsync("the run is published", () => Task.FromResult(service.Facts.Published(run) is not null));
        service.Facts.Published(run)!.Marts.Select(mart => (mart.Name, mart.Rows)).ShouldBe([("customers_v1", 3L), ("customers_v2", 5L)], ignoreOrder: true);
        (await service.Warehouse.ReaderAsync<long>("SELECT count(*) FROM \"MARTS\".customers_v2 WHERE customer = 'cid'")).ShouldBe(1);
    }

    [Fact]
    public async Task Api_tells_versions_apart()
    {
        await using var service = await StartAsync();
        service.Write("models/marts/customers_v2.sql", "SELECT customer, total, 1 AS rank FROM {{ ref('customers', v=1) }}");
        var run = await service.LoadedAsync();
        await service.PublishedAsync(run);
        var client = await service.Host.AsTenantAsync(service.Tenant);

        var project = await client.GetFromJsonAsync<JsonElement>($"v1/tenants/{service.Tenant}/models", Token);
        var nodes = await client.GetFromJsonAsync<JsonElement>($"v1/tenants/{service.Tenant}/runs/{run}/models", Token);

        var versions = project.GetProperty("nodes").EnumerateArray().Where(node => node.GetProperty("name").GetString() == "customers").ToList();
        versions.Select(node => (node.GetProperty("uniqueId").GetString(), node.GetProperty("version").GetString(), node.GetProperty("last").GetProperty("status").GetString()))
            .ShouldBe([("model.shop.customers.v1", "1", "success"), ("model.shop.customers.v2", "2", "success")]);
        nodes.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("uniqueId").GetString()).ShouldContain("model.shop.customers.v2");
        foreach (var (name, column) in new[] { ("customers", "rank"), ("customers.v2", "rank"), ("customers.v1", "group by"), ("model.shop.customers.v1", "group by") })
        {
            var model = await client.GetFromJsonAsync<JsonElement>($"v1/tenants/{service.Tenant}/models/{name}", Token);
            model.GetProperty("sql").GetString()!.ShouldContain(column, Case.Insensitive);
            model.GetProperty("runs").GetArrayLength().ShouldBe(1);
        }
        (await client.GetAsync(new Uri($"v1/tenants/{service.Tenant}/models/customers.v3", UriKind.Relative), Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Unit_tests_and_models_of_packages_that_share_a_name_are_each_recorded()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        service.Write("packages.yml", "packages: [{ local: parts }]");
        service.Write("parts/dbt_project.yml", "name: parts\nversion: 1.0.0\nmodels: { parts: { +schema: INTERMEDIATE, +materialized: table } }");
        service.Write("parts/models/customers.sql", "SELECT 1 AS one");
        service.Write("models/marts/units.yml", """
            unit_tests:
              - { name: adds_up, model: customers, given: [{ input: ref('stg_orders'), rows: [{ customer: ann, amount: 1 }] }], expect: { rows: [{ customer: ann, total: 1 }] } }
              - { name: adds_up, model: stg_orders, given: [{ input: "source('app', 'orders')", rows: [{ id: 1, customer: ann, amount: 1 }] }], expect: { rows: [{ id: 1 }] } }
            """);

        var run = await service.LoadedAsync();

        (await service.PublishedAsync(run)).Marts.Select(mart => (mart.Name, mart.Rows)).ShouldBe([("customers", 2L)]);
        (await service.ScalarAsync<string>($"SELECT string_agg(node || ' ' || status, ', ' ORDER BY node) FROM transformation.nodes WHERE run = '{run}' AND name IN ('customers', 'adds_up')"))
            .ShouldBe("model.parts.customers success, model.shop.customers success, unit_test.shop.customers.adds_up pass, unit_test.shop.stg_orders.adds_up pass");
    }

    private async Task<ServiceUnderTest> StartAsync()
    {
        var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        service.Delete("models/marts/customers.sql");
        service.Write("models/marts/customers_v1.sql", "SELECT customer, sum(amount) AS total FROM {{ ref('stg_orders') }} GROUP BY customer");
        service.Write("models/marts/schema.yml", "models: [{ name: customers, latest_version: 2, versions: [{ v: 1 }, { v: 2 }] }]");
        return service;
    }
}

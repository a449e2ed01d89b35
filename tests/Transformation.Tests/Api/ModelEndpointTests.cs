using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ControlPlane.Testing;
using ControlPlane.Transformation.Tests.Runs;

namespace ControlPlane.Transformation.Tests.Api;

public sealed class ModelEndpointTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Project_and_its_last_results_are_shown()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        var run = await service.LoadedAsync();
        await service.PublishedAsync(run);
        var client = await service.Host.AsTenantAsync(service.Tenant);

        var project = await client.GetFromJsonAsync<JsonElement>($"v1/tenants/{service.Tenant}/models", Token);
        var model = await client.GetFromJsonAsync<JsonElement>($"v1/tenants/{service.Tenant}/models/customers", Token);
        var nodes = await client.GetFromJsonAsync<JsonElement>($"v1/tenants/{service.Tenant}/runs/{run}/models", Token);

        project.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("name").GetString()).ShouldBe(["app.orders", "stg_orders", "customers"]);
        var customers = project.GetProperty("nodes")[2];
        customers.GetProperty("materialized").GetString().ShouldBe("table");
        customers.GetProperty("dependsOn").EnumerateArray().Single().GetString().ShouldBe("stg_orders");
        customers.GetProperty("last").GetProperty("rows").GetInt64().ShouldBe(2);
        customers.GetProperty("tests")[1].GetProperty("last").GetProperty("status").GetString().ShouldBe("pass");
        model.GetProperty("sql").GetString().ShouldBe($"SELECT customer, sum(amount) AS total FROM \"{service.Tenant.DatabaseName}\".\"STAGING\".\"stg_orders\" GROUP BY customer");
        model.GetProperty("columns")[0].GetProperty("description").GetString().ShouldBe("Login");
        model.GetProperty("runs").GetArrayLength().ShouldBe(1);
        nodes.GetProperty("status").GetString().ShouldBe("succeeded");
        nodes.GetProperty("nodes").GetArrayLength().ShouldBe(5);
    }

    [Fact]
    public async Task Model_is_shown_while_its_warehouse_is_away()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        await service.Warehouse.AsAdminAsync($"ALTER DATABASE \"{service.Tenant.DatabaseName}\" CONNECTION LIMIT 0");

        var model = await service.Host.Operator.GetFromJsonAsync<JsonElement>($"v1/tenants/{service.Tenant}/models/customers", Token);

        model.GetProperty("sql").GetString()!.ShouldStartWith("SELECT customer");
    }

    [Fact]
    public async Task Looking_at_a_model_reads_the_warehouse_and_never_writes()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        service.Write("models/marts/asking.sql", "SELECT {% if execute %}{{ run_query('SELECT 41 + 1').rows[0][0] }}{% endif %} AS x");
        service.Write("models/marts/writing.sql", "{% do run_query('CREATE TABLE \"MARTS\".made AS SELECT 1 AS x') %} SELECT 1 AS x");

        var asking = await service.Host.Operator.GetFromJsonAsync<JsonElement>($"v1/tenants/{service.Tenant}/models/asking", Token);
        var writing = await service.Host.Operator.GetFromJsonAsync<JsonElement>($"v1/tenants/{service.Tenant}/models/writing", Token);

        asking.GetProperty("sql").GetString().ShouldBe("SELECT 42 AS x");
        writing.GetProperty("sql").GetString().ShouldBe("");
        (await service.Warehouse.RelationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Key_of_another_tenant_finds_nothing()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        var run = await service.LoadedAsync();
        await service.PublishedAsync(run);
        var other = await service.Host.AsTenantAsync(PostgresFixture.NewTenant());

        foreach (var path in new[] { "models", "models/customers", $"runs/{run}/models" })
            (await other.GetAsync(new Uri($"v1/tenants/{service.Tenant}/{path}", UriKind.Relative), Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await service.Host.Anonymous().GetAsync(new Uri($"v1/tenants/{service.Tenant}/models", UriKind.Relative), Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await service.Host.Operator.GetAsync(new Uri($"v1/tenants/{service.Tenant}/models/nothing", UriKind.Relative), Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Invalid_project_is_a_problem_with_every_error_by_its_place()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        service.Write("models/a.sql", "SELECT 1\nFROM {{ ref('b') }}");
        service.Write("models/c.sql", "SELECT {% if %}");

        var response = await service.Host.Operator.GetAsync(new Uri($"v1/tenants/{service.Tenant}/models", UriKind.Relative), Token);

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        problem.GetProperty("type").GetString().ShouldBe("urn:controlplane:problem:project-invalid");
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe(["models/a.sql:2", "models/c.sql:1"]);
    }
}

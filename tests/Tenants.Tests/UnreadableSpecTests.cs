using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Tenants.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Tenants.Tests;

public sealed class UnreadableSpecTests(Warehouse warehouse)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{ "blueprint": "github-events", "warehouse": { "connectionLimit": 20.0 } }""", "application/json", "warehouse.connectionLimit")]
    [InlineData("""{ "blueprint": "github-events", "warehouse": { "connectionLimit": 2e1 } }""", "application/json", "warehouse.connectionLimit")]
    [InlineData("blueprint: github-events\nmodels: { threads: 2.0 }", "application/yaml", "models.threads")]
    public async Task Whole_number_with_a_fraction_is_refused_where_it_stands(string spec, string type, string path)
    {
        await using var host = await TenantsHost.StartAsync(warehouse);

        var answer = await host.PutAsync(PostgresFixture.NewTenant(), spec, type);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await answer.Content.ReadAsStringAsync(Token));
        ((string)(await answer.Content.ReadFromJsonAsync<JsonNode>(Token))!["errors"]![path]![0]!).ShouldContain("whole number");
    }

    [Fact]
    public async Task Row_that_cannot_be_read_is_listed_and_can_be_replaced_or_removed()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var (broken, other, removed) = (TenantId.Parse("broken-dev"), TenantId.Parse("other-dev"), TenantId.Parse("removed-dev"));
        foreach (var tenant in new[] { broken, other, removed }) (await host.PutAsync(tenant, "blueprint: github-events")).EnsureSuccessStatusCode();
        await host.ControlAsync<object>("""UPDATE tenants.tenants SET effective = jsonb_set(effective, '{warehouse,connectionLimit}', '20.0') WHERE tenant IN ('broken-dev', 'removed-dev')""");

        (await host.GetAsync("/v1/tenants"))["tenants"]!.AsArray().Select(item => (string)item!["tenant"]!).ShouldBe(["broken-dev", "other-dev", "removed-dev"]);
        (await host.Client.GetAsync("/v1/tenants/broken-dev", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var plan = await host.Client.GetAsync("/v1/tenants/broken-dev/plan", Token);
        plan.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await plan.Content.ReadAsStringAsync(Token)).ShouldContain("declare it again");

        (await host.PutAsync(broken, "blueprint: github-events")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await host.PlanAsync(broken))["steps"]!.AsArray().ShouldNotBeEmpty();
        (await host.Client.DeleteAsync("/v1/tenants/removed-dev?confirm=removed-dev", Token)).IsSuccessStatusCode.ShouldBeTrue();
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Tenants.Tests.Hosting;
using ControlPlane.Testing;
using ControlPlane.Warehouses;

namespace ControlPlane.Tenants.Tests;

public sealed class AccessTests(Warehouse warehouse)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_of_one_tenant_finds_nothing_of_another_and_changes_nothing()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var (mine, other) = (PostgresFixture.NewTenant(), PostgresFixture.NewTenant());
        foreach (var tenant in new[] { mine, other }) (await host.PutAsync(tenant, "blueprint: github-events")).EnsureSuccessStatusCode();
        var made = await host.Client.PostAsJsonAsync($"/v1/tenants/{mine}/api-keys", new { name = "ci" }, Token);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var key = (await made.Content.ReadFromJsonAsync<JsonNode>(Token))!;
        using var client = host.ClientWith((string)key["secret"]!);

        foreach (var path in new[] { "", "/plan", "/usage" }) (await client.GetAsync($"/v1/tenants/{mine}{path}", Token)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        foreach (var path in new[] { "", "/plan", "/usage", "/api-keys", "/secrets", "/inventory" }) (await client.GetAsync($"/v1/tenants/{other}{path}", Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        foreach (var path in new[] { "/api-keys", "/secrets", "/inventory" }) (await client.GetAsync($"/v1/tenants/{mine}{path}", Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        (await client.PutAsync($"/v1/tenants/{mine}", new StringContent("blueprint: github-events", null, "application/yaml"), Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.PostAsJsonAsync($"/v1/tenants/{mine}/apply", new { hash = "x" }, Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.DeleteAsync($"/v1/tenants/{mine}?confirm={mine}", Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetFromJsonAsync<JsonNode>("/v1/tenants", Token))!["tenants"]!.AsArray().ShouldHaveSingleItem()!["tenant"]!.ToString().ShouldBe(mine.ToString());

        (await host.GetAsync($"/v1/tenants/{mine}/api-keys")).ToJsonString().ShouldNotContain((string)key["secret"]!);
        (await host.Client.PostAsJsonAsync($"/v1/tenants/{mine}/api-keys", new { name = "ci" }, Token)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await host.Client.DeleteAsync($"/v1/tenants/{mine}/api-keys/{key["id"]}", Token)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetAsync($"/v1/tenants/{mine}", Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Secrets_go_in_and_are_never_seen_again()
    {
        const string Secret = "hunter2-very-secret";
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant);

        (await host.Client.PutAsJsonAsync($"/v1/tenants/{tenant}/secrets/github/token", new { value = Secret }, Token)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        foreach (var path in new[] { "warehouse/loader", "../x", "a%20b" }) (await host.Client.PutAsJsonAsync($"/v1/tenants/{tenant}/secrets/{path}", new { value = Secret }, Token)).IsSuccessStatusCode.ShouldBeFalse(path);
        await warehouse.ExecuteAsync("postgres", $"COMMENT ON ROLE \"{tenant.WarehousePrefix}_LOADER\" IS NULL");
        await host.ConditionAsync(tenant, "Drifted", "True");

        var seen = host.Log.Text;
        foreach (var path in new[] { "", "/plan", "/usage", "/inventory", "/secrets", "/api-keys" }) seen += (await host.GetAsync($"/v1/tenants/{tenant}{path}")).ToJsonString();
        seen.ShouldContain("github/token");
        foreach (var secret in new[] { Secret, await host.PasswordAsync(tenant, WarehouseRole.Loader), await host.PasswordAsync(tenant, WarehouseRole.Reader), "SCRAM-SHA-256$" }) seen.ShouldNotContain(secret);

        (await host.Client.DeleteAsync($"/v1/tenants/{tenant}/secrets/github/token", Token)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await host.Client.DeleteAsync($"/v1/tenants/{tenant}/secrets/github/token", Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}

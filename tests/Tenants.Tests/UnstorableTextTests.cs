using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Tenants.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Tenants.Tests;

public sealed class UnstorableTextTests(Warehouse warehouse)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{ "blueprint": "github-events", "displayName": "a\u0000b" }""", "application/json", "displayName")]
    [InlineData("""{ "blueprint": "github-events", "displayName": "a\ud800b" }""", "application/json", "displayName")]
    [InlineData("""{ "blueprint": "github-events", "models": { "vars": { "a\udc00": 1 } } }""", "application/json", "models.vars")]
    [InlineData("""{ "blueprint": "github-events", "models": { "vars": { "a\u0000": 1 } } }""", "application/json", "models.vars")]
    [InlineData("""{ "blueprint": "github-events", "models": { "vars": { "a": ["\u0000"] } } }""", "application/json", "models.vars.a[0]")]
    [InlineData("""{ "blueprint": "github-events", "models": { "project": "x\u0000" }, "activations": { "file": "\u0000" } }""", "application/json", "models.project")]
    [InlineData("""{ "blueprint": "github-events", "models": { "vars": { "a": 1e200000 } } }""", "application/json", "models.vars.a")]
    [InlineData("""{ "blueprint": "github-events", "models": { "vars": { "a": 1e-200000 } } }""", "application/json", "models.vars.a")]
    [InlineData("{ \"blueprint\\ud800\": 1 }", "application/json", "(document)")]
    [InlineData("blueprint: github-events\ndisplayName: \"a\\0b\"", "application/yaml", "displayName")]
    [InlineData("blueprint: github-events\ndisplayName: \"a\\ud800b\"", "application/yaml", "(document)")]
    [InlineData("blueprint: github-events\nmodels: { vars: { \"a\\x00\": 1 } }", "application/yaml", "models.vars")]
    [InlineData("blueprint: github-events\nmodels: { project: \"a\\0b\" }\nrefreshes: { file: \"\\0\" }", "application/yaml", "models.project")]
    public async Task Text_that_cannot_be_stored_is_an_error_where_it_stands(string spec, string type, string path)
    {
        await using var host = await TenantsHost.StartAsync(warehouse);

        var answer = await host.PutAsync(PostgresFixture.NewTenant(), spec, type);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await answer.Content.ReadAsStringAsync(Token));
        (await answer.Content.ReadFromJsonAsync<JsonNode>(Token))!["errors"]!.AsObject().Select(error => error.Key).ShouldContain(path);
    }

    [Fact]
    public async Task Whole_surrogate_pair_is_text_like_any_other()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();

        (await host.PutAsync(tenant, """{ "blueprint": "github-events", "displayName": "\ud83d\ude00" }""", "application/json")).EnsureSuccessStatusCode();
        ((string)(await host.GetAsync($"/v1/tenants/{tenant}"))["spec"]!["displayName"]!).ShouldBe("\U0001F600");
    }

    [Theory]
    [InlineData("t1:\0")]
    [InlineData("t1:Not a tenant")]
    public async Task Cursor_that_no_page_gave_is_refused(string cursor)
    {
        await using var host = await TenantsHost.StartAsync(warehouse);

        var answer = await host.Client.GetAsync($"/v1/tenants?cursor={Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(cursor))}", Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }
}

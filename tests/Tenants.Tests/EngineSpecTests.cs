using System.Net;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Tenants.Tests.Hosting;

namespace ControlPlane.Tenants.Tests;

public sealed class EngineSpecTests(Warehouse warehouse)
{
    private static readonly TenantId Tenant = TenantId.Parse("acme-dev");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("engine: dbt-clod", "models.engine", "did you mean 'dbt-cloud'?")]
    [InlineData("engine: dbt-cloud", "models.dbtCloud", "Missing: models.engine is dbt-cloud, which needs accountId, jobId and token")]
    [InlineData("engine: dagster", "models.dagster", "Missing: models.engine is dagster, which needs url and location")]
    [InlineData("engine: dbt-cloud, dbtCloud: { accountId: 1, token: secret://acme-dev/dbt }", "models.dbtCloud.jobId", "Missing.")]
    [InlineData("engine: dbt-cloud, dbtCloud: { accountId: 1, jobId: x, token: secret://acme-dev/dbt }", "models.dbtCloud.jobId", "Expected a whole number")]
    [InlineData("engine: dbt-cloud, dbtCloud: { accountId: 1, jobId: 2, token: hunter2 }", "models.dbtCloud.token", "Must be a reference (secret://acme-dev/...)")]
    [InlineData("engine: dagster, dagster: { url: ftp://x, location: shop }", "models.dagster.url", "Expected an absolute http or https address.")]
    [InlineData("engine: dagster, dagster: { url: 'https://x', location: shop, token: secret://other-dev/x }", "models.dagster.token", "another tenant")]
    [InlineData("engine: dbt-core, executable: /bin/sh", "models.executable", "Unknown key 'executable'")]
    public async Task Error_names_the_field_and_the_fix(string models, string field, string message)
    {
        await using var host = await TenantsHost.StartAsync(warehouse);

        var answer = await host.PutAsync(Tenant, $"blueprint: github-events\nmodels: {{ {models} }}");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var text = await answer.Content.ReadAsStringAsync(Token);
        text.ShouldNotContain("hunter2");
        var error = JsonNode.Parse(text)!["errors"]!.AsObject().ShouldHaveSingleItem();
        error.Key.ShouldBe(field);
        ((string)error.Value![0]!).ShouldContain(message);
    }

    [Fact]
    public async Task Each_engine_can_be_chosen()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);

        foreach (var models in new[]
        {
            "engine: native", "engine: dbt-core", "engine: dbt-cloud, dbtCloud: { accountId: 12, jobId: 34, token: secret://acme-dev/dbt }",
            "engine: dagster, dagster: { url: 'https://acme.dagster.cloud/prod/graphql', location: shop, job: nightly, token: secret://acme-dev/dagster }",
        })
            (await host.PutAsync(Tenant, $"blueprint: github-events\nmodels: {{ {models} }}")).IsSuccessStatusCode.ShouldBeTrue(models);
    }
}

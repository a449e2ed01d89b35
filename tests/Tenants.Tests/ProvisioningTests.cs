using System.Net;
using ControlPlane.Tenants.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Tenants.Tests;

public sealed class ProvisioningTests(Warehouse warehouse)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tenant_is_declared_planned_applied_and_seen_to_be_in_place()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();

        var put = await host.PutAsync(tenant, "blueprint: github-events\n");
        put.StatusCode.ShouldBe(HttpStatusCode.Created, await put.Content.ReadAsStringAsync(Token));
        await host.ConditionAsync(tenant, "Synced", "False", "PlanNotApplied");
        (await host.DifferencesAsync(tenant)).ShouldContain($"database {tenant.DatabaseName} missing");
        await host.ApplyAsync(tenant);

        await host.ConditionAsync(tenant, "Provisioned", "True");
        await host.ConditionAsync(tenant, "Drifted", "False");
        (await warehouse.ScalarAsync<string>(tenant.DatabaseName, "SELECT string_agg(nspname, ',' ORDER BY nspname) FROM pg_namespace WHERE nspname = upper(nspname)")).ShouldBe("INTERMEDIATE,INTERMEDIATE__KEPT,INTERMEDIATE__NEXT,MARTS,MARTS__KEPT,MARTS__NEXT,RAW,STAGING,STAGING__KEPT,STAGING__NEXT,TEST_FAILURES");
    }
}

using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Tenants.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Tenants.Tests;

public sealed class FailedApplyTests(Warehouse warehouse)
{
    private const string Row = """INSERT INTO "RAW".github_events VALUES (gen_random_uuid(), now(), '{}', 'acme-dev', gen_random_uuid())""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Step_that_the_rows_refuse_ends_the_apply_and_says_what_to_do()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant);
        await warehouse.ExecuteAsync(tenant.DatabaseName, $"{Row}; ALTER TABLE \"RAW\".github_events DROP COLUMN _batch");

        var error = await ApplyUntilFailedAsync(host, tenant);

        error.ShouldContain("_batch");
        error.ShouldContain("then apply a new plan");
        // The tenant is still looked at, and a new plan can be asked for.
        await host.ConditionAsync(tenant, "Synced", "False", "Drifted");
        await warehouse.ExecuteAsync(tenant.DatabaseName, """TRUNCATE "RAW".github_events""");
        await host.ApplyAsync(tenant);
    }

    [Fact]
    public async Task Value_that_cannot_be_converted_is_not_quoted()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant);
        await warehouse.ExecuteAsync(tenant.DatabaseName, $"{Row}; ALTER TABLE \"RAW\".github_events ALTER _batch TYPE text; UPDATE \"RAW\".github_events SET _batch = 'hunter2'");

        var error = await ApplyUntilFailedAsync(host, tenant);

        error.ShouldContain("cannot be converted");
        (await host.GetAsync($"/v1/tenants/{tenant}")).ToJsonString().ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Step_that_is_refused_is_named_and_the_others_take_effect()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant);
        await warehouse.ExecuteAsync(tenant.DatabaseName, $"""
            {Row};
            ALTER TABLE "RAW".github_events DROP COLUMN _batch;
            ALTER TABLE "RAW"._loads OWNER TO postgres;
            REVOKE USAGE ON SCHEMA "MARTS" FROM "{tenant.WarehousePrefix}_READER";
            ALTER ROLE "{tenant.WarehousePrefix}_READER" SUPERUSER;
            ALTER ROLE "{tenant.WarehousePrefix}_LOADER" CONNECTION LIMIT 3;
            """);

        var error = await ApplyUntilFailedAsync(host, tenant);

        string[] unrepaired = ["owner of table RAW._loads is postgres", "column _batch of RAW.github_events missing", "SUPERUSER not declared on"];
        foreach (var difference in unrepaired) error.ShouldContain(difference);
        var left = await host.DifferencesAsync(tenant);
        left.Length.ShouldBe(3, string.Join("; ", left));
        left.ShouldAllBe(difference => unrepaired.Any(difference.StartsWith));
    }

    [Fact]
    public async Task Membership_that_only_its_grantor_can_revoke_says_so()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant);
        await warehouse.ExecuteAsync("postgres", $"GRANT \"{tenant.WarehousePrefix}_LOADER\" TO \"{tenant.WarehousePrefix}_READER\"");
        if (await warehouse.ScalarAsync<bool>("postgres", "SELECT current_setting('server_version_num')::int < 160000"))
        {
            // Until then, whoever administers the role can take it from anybody.
            await host.ApplyAsync(tenant);
            return;
        }

        (await ApplyUntilFailedAsync(host, tenant)).ShouldContain("granted by postgres; revoke it as postgres");

        await warehouse.ExecuteAsync("postgres", $"REVOKE \"{tenant.WarehousePrefix}_LOADER\" FROM \"{tenant.WarehousePrefix}_READER\"");
        await host.ConditionAsync(tenant, "Synced", "True");
    }

    /// <summary>Applies the present plan, waits until that ended as failed, and returns why.</summary>
    private static async Task<string> ApplyUntilFailedAsync(TenantsHost host, TenantId tenant)
    {
        var hash = (string)(await host.PlanAsync(tenant))["hash"]!;
        var answer = await host.Client.PostAsJsonAsync($"/v1/tenants/{tenant}/apply", new { hash, confirmDestructive = true }, Token);
        var id = (string)(await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>(Token))!["id"]!;
        return await Eventually.GetAsync("the apply failed", async () =>
        {
            var apply = (await host.GetAsync($"/v1/tenants/{tenant}"))["status"]!["apply"]!;
            return (string)apply["id"]! == id && (string)apply["state"]! == "Failed" ? (string)apply["error"]! : null;
        });
    }
}

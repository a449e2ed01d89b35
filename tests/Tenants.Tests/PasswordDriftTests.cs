using ControlPlane.Tenants.Tests.Hosting;
using ControlPlane.Testing;
using ControlPlane.Warehouses;

namespace ControlPlane.Tenants.Tests;

public sealed class PasswordDriftTests(Warehouse warehouse)
{
    [Fact]
    public async Task Password_changed_by_hand_is_reported_and_repaired_by_apply()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant);
        await warehouse.ExecuteAsync("postgres", $"ALTER ROLE \"{tenant.WarehousePrefix}_LOADER\" PASSWORD 'by-hand'");

        (await host.DifferencesAsync(tenant)).ShouldBe([$"the password of {tenant.WarehousePrefix}_LOADER is not the kept one"]);
        // What somebody found out stays known to those who look without trying again.
        await host.ConditionAsync(tenant, "Drifted", "True");
        await host.ApplyAsync(tenant);

        await using var loader = await warehouse.LoginAsync(tenant, WarehouseRole.Loader, await host.PasswordAsync(tenant, WarehouseRole.Loader));
    }

    [Fact]
    public async Task Password_of_a_role_that_may_not_log_in_is_not_tried()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant);
        await warehouse.ExecuteAsync("postgres", $"ALTER ROLE \"{tenant.WarehousePrefix}_LOADER\" NOLOGIN PASSWORD 'by-hand'");

        (await host.DifferencesAsync(tenant)).ShouldBe([$"LOGIN missing on {tenant.WarehousePrefix}_LOADER"]);
    }
}

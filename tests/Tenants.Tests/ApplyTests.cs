using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Tenants.Tests.Hosting;
using ControlPlane.Testing;
using ControlPlane.Warehouses.Postgres.Provisioning;
using ControlPlane.Warehouses.Provisioning;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Tenants.Tests;

public sealed class ApplyTests(Warehouse warehouse)
{
    private const string TwoSources = "blueprint: github-events\nsources: { files: { connector: landed-files, contract: github-events, streams: [events] } }\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generation_is_announced_once_with_its_spec()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant);
        await host.OnboardAsync(tenant, TwoSources);
        await Eventually.TrueAsync("both announced", () => Task.FromResult(host.Messages.Of<TenantProvisioned>(tenant).Count >= 2));

        var announced = host.Messages.Of<TenantProvisioned>(tenant);
        announced.Select(message => message.Generation).ShouldBe([1, 2]);
        announced[1].Spec.Sources.Keys.ShouldBe(["github", "files"], ignoreOrder: true);
        announced[1].Spec.Sources["github"].Config.GetProperty("base_url").GetString().ShouldBe("https://api.github.com");
    }

    [Fact]
    public async Task Plan_is_stale_once_the_spec_or_the_warehouse_changed()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        (await host.PutAsync(tenant, "blueprint: github-events")).EnsureSuccessStatusCode();
        var first = (string)(await host.PlanAsync(tenant))["hash"]!;
        ((string)(await host.PlanAsync(tenant))["hash"]!).ShouldBe(first, "the same plan has the same hash");

        (await host.PutAsync(tenant, "blueprint: github-events\ndisplayName: X")).EnsureSuccessStatusCode();
        await RefusedAsync(host, tenant, first, "stale-plan");

        var second = (string)(await host.PlanAsync(tenant))["hash"]!;
        await warehouse.ExecuteAsync("postgres", $"CREATE ROLE \"{tenant.WarehousePrefix}_READER\"");
        await RefusedAsync(host, tenant, second, "stale-plan");
        await warehouse.ExecuteAsync("postgres", $"DROP ROLE \"{tenant.WarehousePrefix}_READER\"");
        (await host.Client.PostAsJsonAsync($"/v1/tenants/{tenant}/apply", new { hash = second }, Token)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Table_of_a_stream_that_left_the_spec_is_dropped_only_when_that_is_confirmed()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant, TwoSources);
        (await host.PutAsync(tenant, "blueprint: github-events")).EnsureSuccessStatusCode();

        var plan = await host.PlanAsync(tenant);
        var step = plan["steps"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)step["why"]!).ShouldBe("table RAW.files_events not declared");
        ((bool)step["destructive"]!).ShouldBeTrue();
        await RefusedAsync(host, tenant, (string)plan["hash"]!, "destructive-not-confirmed");
        await host.ApplyAsync(tenant, confirm: true);
        (await warehouse.ScalarAsync<long>(tenant.DatabaseName, "SELECT count(*) FROM pg_tables WHERE tablename = 'files_events'")).ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Apply_that_crashed_before_it_was_recorded_observes_again_and_goes_on(int crashAfter)
    {
        var tenant = PostgresFixture.NewTenant();
        await using var host = await TenantsHost.StartAsync(warehouse, configure: services => services.AddSingleton<IWarehouseProvisioner>(
            provider => new CrashingProvisioner(provider.GetRequiredService<PostgresProvisioner>(), crashAfter)));
        (await host.PutAsync(tenant, TwoSources)).EnsureSuccessStatusCode();
        var hash = (string)(await host.PlanAsync(tenant))["hash"]!;
        (await host.Client.PostAsJsonAsync($"/v1/tenants/{tenant}/apply", new { hash }, Token)).EnsureSuccessStatusCode();
        await Eventually.TrueAsync("the crash", () => Task.FromResult(host.Log.Text.Contains(CrashingProvisioner.Message, StringComparison.Ordinal)));

        await host.RestartAsync();

        await host.ConditionAsync(tenant, "Synced", "True");
        (await host.DifferencesAsync(tenant)).ShouldBeEmpty();
        ((string)(await host.GetAsync($"/v1/tenants/{tenant}"))["status"]!["apply"]!["state"]!).ShouldBe("Succeeded");
    }

    private static async Task RefusedAsync(TenantsHost host, TenantId tenant, string hash, string problem)
    {
        var answer = await host.Client.PostAsJsonAsync($"/v1/tenants/{tenant}/apply", new { hash }, Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ((string)(await answer.Content.ReadFromJsonAsync<JsonNode>(Token))!["type"]!).ShouldBe($"urn:controlplane:problem:{problem}");
    }
}

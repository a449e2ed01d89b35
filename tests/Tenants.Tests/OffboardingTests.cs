using System.Net;
using System.Net.Http.Json;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Lake;
using ControlPlane.Tenants.Offboarding;
using ControlPlane.Tenants.Tests.Hosting;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Tenants.Tests;

public sealed class OffboardingTests(Warehouse warehouse)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_is_removed_sessions_and_all_and_the_tenant_can_come_back()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var (tenant, neighbour) = await FurnishAsync(host);
        await using var session = await warehouse.LoginAsync(tenant, WarehouseRole.Reader, await host.PasswordAsync(tenant, WarehouseRole.Reader));
        var before = await host.GetAsync($"/v1/tenants/{tenant}/inventory");
        before["items"]!.AsArray().Select(item => (string)item!["kind"]!).Distinct().ShouldBe(["database", "schema", "table", "role", "lake-object", "secret", "api-key", "control-rows"], ignoreOrder: true);

        (await host.Client.DeleteAsync($"/v1/tenants/{tenant}", Token)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Client.DeleteAsync($"/v1/tenants/{tenant}?confirm={neighbour}", Token)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Client.DeleteAsync($"/v1/tenants/{tenant}?confirm={tenant}", Token)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await NothingIsLeftAsync(host, tenant);

        host.Messages.Of<TenantOffboarding>(tenant).ShouldHaveSingleItem().Generation.ShouldBe(2);
        (await host.DifferencesAsync(neighbour)).ShouldBeEmpty();
        (await host.GetAsync($"/v1/tenants/{neighbour}/inventory"))["items"]!.AsArray().Count(item => (string)item!["kind"]! == "lake-object").ShouldBe(3);
        (await host.Client.DeleteAsync($"/v1/tenants/{tenant}?confirm={tenant}", Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await host.OnboardAsync(tenant);
        ((long)(await host.GetAsync($"/v1/tenants/{tenant}"))["generation"]!).ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task Offboarding_that_crashed_goes_on_to_zero(string step, bool beforeItRan)
    {
        await using var host = await TenantsHost.StartAsync(warehouse, configure: services => Crash(services, step, beforeItRan));
        var (tenant, _) = await FurnishAsync(host);
        (await host.Client.DeleteAsync($"/v1/tenants/{tenant}?confirm={tenant}", Token)).EnsureSuccessStatusCode();
        await Eventually.TrueAsync("the crash", () => Task.FromResult(host.Log.Text.Contains(CrashingStep.Message, StringComparison.Ordinal)));

        await host.RestartAsync();

        await NothingIsLeftAsync(host, tenant);
    }

    public static TheoryData<string, bool> Crashes()
    {
        var data = new TheoryData<string, bool>();
        foreach (var step in new[] { "stop-work", "remove-api-keys", "end-sessions", "drop-database", "drop-roles", "delete-lake", "remove-secrets", "remove-control-rows" })
        {
            data.Add(step, true);
            data.Add(step, false);
        }
        return data;
    }

    /// <summary>Two tenants of which one's name is the start of the other's, each with objects, secrets and keys.</summary>
    private static async Task<(TenantId Tenant, TenantId Neighbour)> FurnishAsync(TenantsHost host)
    {
        var tenant = PostgresFixture.NewTenant();
        var neighbour = TenantId.Parse($"{tenant.Client}2-{tenant.Environment}");
        foreach (var one in new[] { tenant, neighbour })
        {
            await host.OnboardAsync(one);
            (await host.Client.PutAsJsonAsync($"/v1/tenants/{one}/secrets/github/token", new { value = "x" }, Token)).EnsureSuccessStatusCode();
            (await host.Client.PostAsJsonAsync($"/v1/tenants/{one}/api-keys", new { name = "ci" }, Token)).EnsureSuccessStatusCode();
            var lake = host.Services.GetRequiredService<ILake>();
            var run = Guid.CreateVersion7();
            foreach (var path in new[] { LakePath.Raw(one, "github", "events", new(2026, 1, 1), run), LakePath.Bronze(one, "github", "events", new(2026, 1, 1), run), LakePath.Quarantine(one, "github", "events", new(2026, 1, 1), run) })
            {
                await using var upload = await lake.CreateAsync(path, Token);
                await upload.CommitAsync(Token);
            }
        }
        return (tenant, neighbour);
    }

    private async Task NothingIsLeftAsync(TenantsHost host, TenantId tenant)
    {
        await Eventually.TrueAsync("offboarded", async () => (string)(await host.GetAsync($"/v1/tenants/{tenant}"))["state"]! == "Offboarded");
        var inventory = await host.GetAsync($"/v1/tenants/{tenant}/inventory");
        ((int)inventory["count"]!).ShouldBe(0, inventory.ToJsonString());
        inventory["offboarding"]!.AsArray().ShouldAllBe(step => step!["doneAt"] != null);
        (await warehouse.ScalarAsync<long>("postgres", $"SELECT count(*) FROM pg_roles WHERE rolname LIKE '{tenant.WarehousePrefix}\\_%'")).ShouldBe(0);
        (await warehouse.ScalarAsync<long>("postgres", $"SELECT count(*) FROM pg_database WHERE datname = '{tenant.DatabaseName}'")).ShouldBe(0);
        Directory.Exists(Path.Combine(host.LakeFolder, tenant.Environment, LakeLayer.Raw, "clients", tenant.Client)).ShouldBeFalse();
        (await host.ControlAsync<long>($"SELECT count(*) FROM secrets.secrets WHERE tenant = '{tenant}'")).ShouldBe(0);
    }

    private static void Crash(IServiceCollection services, string name, bool before)
    {
        var steps = services.Where(service => service.ServiceType == typeof(IOffboardingStep)).ToList();
        foreach (var step in steps)
        {
            services.Remove(step);
            services.AddSingleton<IOffboardingStep>(provider => new CrashingStep((IOffboardingStep)ActivatorUtilities.CreateInstance(provider, step.ImplementationType!), name, before));
        }
    }

    private sealed class CrashingStep(IOffboardingStep real, string crashIn, bool before) : IOffboardingStep
    {
        public const string Message = "the process died here";

        public string Name => real.Name;

        public async Task<string?> RunAsync(TenantId tenant, DateTimeOffset since, CancellationToken cancellationToken)
        {
            if (Name == crashIn && before) throw new InvalidOperationException(Message);
            var detail = await real.RunAsync(tenant, since, cancellationToken);
            return Name == crashIn && detail is not null ? throw new InvalidOperationException(Message) : detail;
        }
    }
}

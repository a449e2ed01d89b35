using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Reconciliation;
using ControlPlane.Tenants.Tests.Hosting;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ControlPlane.Tenants.Tests;

public sealed class MonitorTests(Warehouse warehouse)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Statement_time_is_counted_by_the_server_and_broken_down_by_tag()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant("stage");
        await host.OnboardAsync(tenant);
        var run = Guid.CreateVersion7();
        await using (var session = await host.Services.GetRequiredService<IWarehouse>().OpenAsync(tenant, WarehouseRole.Reader, Token))
            await session.ExecuteAsync(new QueryTag(tenant, "daily", run), ["SELECT pg_sleep(1.2)"], Token);
        await host.Services.GetRequiredService<ControlPlane.Warehouses.Postgres.PostgresWarehouse>().ForgetAsync(tenant);

        var month = await Eventually.GetAsync("counted", async () =>
        {
            var months = (await host.GetAsync($"/v1/tenants/{tenant}/usage"))["months"]!.AsArray();
            return months.FirstOrDefault(one => (double)one!["seconds"]! >= 1.2 && one["tags"]!.AsArray().Count > 0);
        });

        ((double)month["credits"]!).ShouldBe((double)month["seconds"]! / 3600 * 2, 1e-9, "stage is SMALL: two credits an hour");
        var tag = month["tags"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)tag["model"]!).ShouldBe("daily");
        ((string)tag["run"]!).ShouldBe(run.ToString());
        ((double)tag["seconds"]!).ShouldBeInRange(1.2, 10);
    }

    [Fact]
    public async Task Each_threshold_is_told_once_and_a_used_up_quota_ends_every_session_until_it_is_raised()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant, "blueprint: github-events\nwarehouse: { quotaCredits: 100 }\n");
        await using var session = await warehouse.LoginAsync(tenant, WarehouseRole.Reader, await host.PasswordAsync(tenant, WarehouseRole.Reader));

        await UseAsync(host, tenant, 76);
        await host.ConditionAsync(tenant, "QuotaNoticed", "True", "Over75Percent");
        await UseAsync(host, tenant, 91);
        await host.ConditionAsync(tenant, "QuotaNoticed", "True", "Over90Percent");
        await host.ConditionAsync(tenant, "Suspended", "False");
        await UseAsync(host, tenant, 100);
        await host.ConditionAsync(tenant, "Suspended", "True", "QuotaUsedUp");
        await Eventually.TrueAsync("told", () => Task.FromResult(host.Messages.Of<TenantSuspended>(tenant).Count == 1));
        host.Messages.Of<QuotaNoticed>(tenant).Select(notice => notice.Percent).ShouldBe([75, 90]);

        await Should.ThrowAsync<NpgsqlException>(() => new NpgsqlCommand("SELECT 1", session).ExecuteNonQueryAsync(Token));
        foreach (var role in Enum.GetValues<WarehouseRole>())
            (await Should.ThrowAsync<Fault>(() => host.Services.GetRequiredService<IWarehouse>().OpenAsync(tenant, role, Token))).Kind.ShouldBe(FaultKind.Suspended);

        await host.ConditionAsync(tenant, "Synced", "True");
        (await host.DifferencesAsync(tenant)).ShouldBeEmpty("suspension is no drift");
        await warehouse.ExecuteAsync("postgres", $"ALTER ROLE \"{tenant.WarehousePrefix}_READER\" LOGIN");
        (await host.DifferencesAsync(tenant)).ShouldBe([$"LOGIN not declared on {tenant.WarehousePrefix}_READER"]);
        await host.ApplyAsync(tenant);

        (await host.PutAsync(tenant, "blueprint: github-events\nwarehouse: { quotaCredits: 200 }\n")).EnsureSuccessStatusCode();
        (await host.DifferencesAsync(tenant)).ShouldBe([$"quota of {tenant.MonitorName} is 100 credits instead of 200 credits"]);
        await host.ApplyAsync(tenant);
        await host.ConditionAsync(tenant, "Suspended", "False");
        await Eventually.TrueAsync("told", () => Task.FromResult(host.Messages.Of<TenantResumed>(tenant).Count == 1));
        await using var again = await host.Services.GetRequiredService<IWarehouse>().OpenAsync(tenant, WarehouseRole.Reader, Token);
        (await host.DifferencesAsync(tenant)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Session_that_slipped_in_while_logins_were_switched_off_is_ended()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant, "blueprint: github-events\nwarehouse: { quotaCredits: 100 }\n");
        await UseAsync(host, tenant, 100);
        await host.ConditionAsync(tenant, "Suspended", "True", "QuotaUsedUp");

        await warehouse.ExecuteAsync("postgres", $"ALTER ROLE \"{tenant.WarehousePrefix}_READER\" LOGIN");
        await using var session = await warehouse.LoginAsync(tenant, WarehouseRole.Reader, await host.PasswordAsync(tenant, WarehouseRole.Reader));

        await Eventually.TrueAsync("ended", async () => await warehouse.ScalarAsync<long>("postgres", $"SELECT count(*) FROM pg_stat_activity WHERE usename = '{tenant.WarehousePrefix}_READER'") == 0);
    }

    [Fact]
    public async Task Suspended_tenant_is_resumed_when_the_month_turns()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero));
        await using var host = await TenantsHost.StartAsync(warehouse, time);
        var tenant = PostgresFixture.NewTenant();
        await using (new RunningClock(time))
        {
            await host.OnboardAsync(tenant, "blueprint: github-events\nwarehouse: { quotaCredits: 1 }\n");
            await UseAsync(host, tenant, 1);
            await host.ConditionAsync(tenant, "Suspended", "True");
        }
        time.Advance(TimeSpan.FromDays(20));
        await using (new RunningClock(time)) await host.ConditionAsync(tenant, "Suspended", "False");

        var months = (await host.GetAsync($"/v1/tenants/{tenant}/usage"))["months"]!.AsArray();
        months.Select(month => (string)month!["month"]!).ShouldBe(["2026-02", "2026-01"]);
        ((double)months[1]!["credits"]!).ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task Message_of_metered_time_counts_once()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant);
        var bus = host.Services.GetRequiredService<MassTransit.IBus>();
        var message = new StatementsMetered(tenant, Guid.CreateVersion7(), DateTimeOffset.UtcNow, [new MeteredTag("load", null, 3, 1.5)]);

        await bus.Publish(message, Token);
        await bus.Publish(message, Token);
        await bus.Publish(message with { Id = Guid.CreateVersion7() }, Token);
        await Eventually.TrueAsync("two counted", async () => await host.ControlAsync<long>($"SELECT count(*) FROM tenants.usage_messages WHERE tenant = '{tenant}'") == 2);

        (await host.ControlAsync<long>($"SELECT statements FROM tenants.usage_tags WHERE tenant = '{tenant}'")).ShouldBe(6);
    }

    private static async Task UseAsync(TenantsHost host, TenantId tenant, int credits) => await host.ControlAsync<object>($"UPDATE tenants.monitors SET credits = {credits} WHERE tenant = '{tenant}'");
}

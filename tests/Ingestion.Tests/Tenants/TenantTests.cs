using ControlPlane.Contracts.Tenants;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Testing;
using ControlPlane.Ingestion.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Ingestion.Tests.Tenants;

public sealed class TenantTests(PostgresFixture postgres)
{
    [Fact]
    public async Task An_offboarded_tenant_is_forgotten_in_the_middle_of_a_sync_and_late_news_does_not_bring_it_back()
    {
        await using var world = await World.CreateAsync(postgres);
        var gate = new Gate();
        await using var source = await TestSource.StartAsync(async (context, _, count) =>
        {
            if (count == 2) await gate.PassAsync();
            await context.Response.WriteAsync(ThingSource.PageOf(context) == 1 ? ThingSource.Page(1, 10) : "[]");
        });
        var host = await world.StartAsync();
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        await host.ProvisionAsync(IngestionHost.Things(source.Url, things => things with { Schedule = new("0 0 3 * * ?") }));
        await host.StartRunAsync();
        await gate.Reached;

        await host.PublishAsync(new TenantOffboarding(world.Tenant, 2));
        await Eventually.TrueAsync("it is forgotten", () => world.ControlAsync<bool>("SELECT NOT EXISTS (SELECT 1 FROM ingestion.tenants)"));
        gate.Open();
        await Eventually.TrueAsync("the sync has stopped", () => Task.FromResult(!Directory.EnumerateFiles(Path.Combine(world.Lake, ".unfinished")).Any()));
        await host.PublishAsync(new TenantProvisioned(world.Tenant, 1, new TenantSpec { Blueprint = Blueprint.Name }, before));
        await host.PublishAsync(new TenantOffboarding(PostgresFixture.NewTenant(), 1));
        await Eventually.TrueAsync("later news is in", () => world.ControlAsync<bool>("SELECT count(*) = 2 FROM ingestion.offboarded"));

        world.Objects("raw").ShouldBeEmpty();
        foreach (var table in new[] { "tenants", "sources", "schedules", "runs", "run_keys", "syncs", "batches", "rejections", "stream_state", "work" })
            (await world.ControlAsync<long>($"SELECT count(*) FROM ingestion.{table}")).ShouldBe(0, table);
    }

    [Fact]
    public async Task An_older_generation_changes_nothing_and_a_newer_one_replaces_sources_and_schedules()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await world.StartAsync();
        await host.ProvisionAsync(2, ("things", IngestionHost.Things("http://127.0.0.1:1", things => things with { Schedule = new("0 0 3 * * ?") })));
        await host.PublishAsync(new TenantProvisioned(world.Tenant, 1, new TenantSpec { Blueprint = Blueprint.Name }, DateTimeOffset.UtcNow));
        await host.ProvisionAsync(3, ("others", IngestionHost.Things("http://127.0.0.1:1", things => things with { Schedule = new("0 0 4 * * ?") })));

        (await world.ControlAsync<string>("SELECT string_agg(source, ',') FROM ingestion.sources")).ShouldBe("others");
        (await world.ControlAsync<string>("SELECT string_agg(cron, ',') FROM ingestion.schedules")).ShouldBe("0 0 4 * * ?");
        (await world.ControlAsync<string>("SELECT string_agg(key, ',') FROM ingestion.work WHERE kind = 'schedule'")).ShouldBe("UTC 0 0 4 * * ?");
    }
}

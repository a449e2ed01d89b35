using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Ingestion.Tests.Schedules;

public sealed class ScheduleTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Sources_that_share_a_schedule_share_a_run_and_missed_times_make_up_one()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await ThingSource.StartAsync(1, 1);
        var host = await world.StartAsync();
        var scheduled = IngestionHost.Things(source.Url, things => things with { Schedule = new("0 0 3 * * ?") });
        await host.ProvisionAsync(1, ("things", scheduled), ("changes", scheduled), ("by-hand", IngestionHost.Things(source.Url)));
        // And the pass that found it has been recorded: its record would undo what the test writes next.
        await Eventually.TrueAsync("the next time is known", () => world.ControlAsync<bool>(
            "SELECT next_fire_at > now() AND EXISTS (SELECT 1 FROM ingestion.work WHERE kind = 'schedule' AND lease_owner IS NULL AND next_pass_at > now()) FROM ingestion.schedules"));

        await world.ControlAsync<object?>("UPDATE ingestion.schedules SET next_fire_at = now() - interval '5 days' RETURNING 1");
        await world.ControlAsync<object?>("UPDATE ingestion.work SET next_pass_at = now() WHERE kind = 'schedule' RETURNING 1");

        var started = await Eventually.GetAsync("the run", () => Task.FromResult(host.Facts.Of<RunStarted>().FirstOrDefault()));
        started.Trigger.ShouldBe("schedule");
        started.Sources.ShouldBe(["things", "changes"], ignoreOrder: true);
        await host.FinishedAsync(started.Run);
        (await world.ControlAsync<long>("SELECT count(*) FROM ingestion.runs")).ShouldBe(1);
        (await world.ControlAsync<bool>("SELECT next_fire_at > now() AND last_fire_at > now() - interval '1 hour' FROM ingestion.schedules")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_suspended_tenants_work_waits_until_it_is_resumed()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await ThingSource.StartAsync(1, 1);
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url));
        await host.PublishAsync(new TenantSuspended(world.Tenant, 10, 10, DateTimeOffset.UtcNow));
        await Eventually.TrueAsync("it is suspended", () => world.ControlAsync<bool>("SELECT suspended FROM ingestion.tenants"));

        var run = await host.StartRunAsync();
        await Eventually.TrueAsync("the sync waits", () => world.ControlAsync<bool>("SELECT conditions @> '[{\"Reason\":\"Suspended\"}]' AND lease_owner IS NULL FROM ingestion.work WHERE kind = 'sync'"));
        source.Requests.ShouldBeEmpty();
        await host.PublishAsync(new TenantResumed(world.Tenant, DateTimeOffset.UtcNow));

        (await host.FinishedAsync(run)).Outcome.ShouldBe(Contracts.StageStatus.Succeeded);
    }
}

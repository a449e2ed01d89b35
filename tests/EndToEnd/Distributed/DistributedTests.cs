using System.Globalization;
using ControlPlane.EndToEnd.Processes;
using ControlPlane.Testing;

namespace ControlPlane.EndToEnd.Distributed;

public sealed class DistributedTests : IClassFixture<DistributedFixture>
{
    private readonly DistributedFixture _machine;

    public DistributedTests(DistributedFixture machine)
    {
        Assert.SkipUnless(DistributedFixture.IsPossible || SharedData.IsRequired, "rabbitmq-server is not installed.");
        DistributedFixture.IsPossible.ShouldBeTrue("CI needs rabbitmq-server.");
        _machine = machine;
    }

    [Fact]
    public async Task Services_in_separate_processes_take_a_run_from_sync_to_refresh()
    {
        var tenant = await _machine.OnboardAsync("plain-dev", 5_000);

        await CompletesAsync("plain-dev", await tenant.StartRunAsync(), 5_000);
    }

    [Theory]
    [InlineData("ingestion", "SELECT EXISTS (SELECT 1 FROM ingestion.batches WHERE tenant = '{0}')")]
    [InlineData("transformation", "SELECT EXISTS (SELECT 1 FROM transformation.runs WHERE tenant = '{0}' AND transform_started_at IS NOT NULL)")]
    public async Task Service_killed_at_work_goes_on_after_its_restart(string service, string atWork)
    {
        var tenant = await _machine.OnboardAsync($"{service}-dev", 30_000);
        var run = await tenant.StartRunAsync();
        await ReachedAsync(atWork, $"{service}-dev");

        await _machine[service].KillAndStartAsync();

        await CompletesAsync($"{service}-dev", run, 30_000);
    }

    [Fact]
    public async Task Broker_that_is_away_for_a_while_loses_nothing()
    {
        var tenant = await _machine.OnboardAsync("broker-dev", 20_000);
        var run = await tenant.StartRunAsync();
        await ReachedAsync("SELECT EXISTS (SELECT 1 FROM ingestion.syncs WHERE tenant = '{0}' AND state <> 'queued')", "broker-dev");

        await _machine.Broker.StopAsync();
        // Work goes on without it as far as rows of the same service lead.
        await ReachedAsync("SELECT EXISTS (SELECT 1 FROM ingestion.batches WHERE tenant = '{0}' AND state = 'loaded')", "broker-dev");
        await _machine.Broker.StartAsync();

        await CompletesAsync("broker-dev", run, 20_000);
    }

    private Task ReachedAsync(string sql, string tenant) =>
        Eventually.TrueAsync(sql, () => _machine.Server.ValueAsync<bool>(_machine.ControlName, string.Format(CultureInfo.InvariantCulture, sql, tenant)), ChildProcess.Patience);

    private async Task CompletesAsync(string tenant, Guid run, int events)
    {
        try
        {
            var view = await _machine["insights"].Client.EndOfAsync(run);
            ((string?)view["summary"]!["status"]).ShouldBe("Succeeded", view.ToJsonString());
            await Eventually.TrueAsync("a complete ledger", async () => (bool)(await _machine["insights"].Client.GetAsync($"v1/runs/{run}", default))["ledger"]!["balanced"]!);
            var database = $"{tenant.Replace('-', '_').ToUpperInvariant()}_RAW";
            (await _machine.Server.ValueAsync<decimal>(database, """SELECT sum(events) FROM "MARTS".github_events_daily""")).ShouldBe(events);
            (await _machine.Server.ValueAsync<long>(database, """SELECT count(*) FROM "RAW".github_events""")).ShouldBe(events);
            (await _machine.Server.ValueAsync<long>(database, """SELECT count(*) FROM "RAW"._loads""")).ShouldBe(1);
            var mart = await _machine["activation"].Client.GetAsync($"v1/tenants/{tenant}/marts/github_events_daily?limit=10000", default);
            mart["rows"]!.AsArray().Sum(row => (long)row!["events"]!).ShouldBe(events);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message}\n{_machine.Said}", exception);
        }
    }
}

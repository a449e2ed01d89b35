using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Contracts.Activation;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Testing;

namespace ControlPlane.Insights.Tests;

public sealed class LedgerTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ledger_balances_when_every_final_entry_adds_up()
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);

        await insights.TellAsync(insights.Batch(read: 100, rejected: 3, landed: 97, loaded: 97), new ActivationAccounted(insights.Tenant, insights.Run, "crm", 1, 10, 4, 3, 2, 1, true));

        var run = await insights.RunWhenAsync("both entries", run => run["ledger"]!["batches"]!.AsArray().Count == 1 && run["ledger"]!["activations"]!.AsArray().Count == 1);
        ((bool)run["ledger"]!["complete"]!, (bool)run["ledger"]!["balanced"]!).ShouldBe((true, true));
        (await AlertsAsync(insights)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_ledger_that_is_not_complete_is_not_yet_balanced_and_no_alert()
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);

        await insights.TellAsync(insights.Batch(read: 100, rejected: 0, landed: 100, loaded: 0, final: false));

        var run = await insights.RunWhenAsync("the entry", run => run["ledger"]!["batches"]!.AsArray().Count == 1);
        ((bool)run["ledger"]!["complete"]!, (bool)run["ledger"]!["balanced"]!).ShouldBe((false, false));
        (await AlertsAsync(insights)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(100, 2, 97, 97)]
    [InlineData(100, 3, 97, 96)]
    public async Task A_missing_row_is_an_alert_once(long read, long rejected, long landed, long loaded)
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);
        var batch = Guid.CreateVersion7();

        await insights.TellAsync(insights.Batch(read, rejected, landed, loaded, batch: batch, version: 3), insights.Batch(read, rejected, landed, loaded, batch: batch, version: 3));

        var run = await insights.RunWhenAsync("the entry", run => run["ledger"]!["batches"]!.AsArray().Count == 1);
        ((bool)run["ledger"]!["balanced"]!).ShouldBeFalse();
        var alert = (await AlertsAsync(insights)).ShouldHaveSingleItem();
        alert!["kind"]!.GetValue<string>().ShouldBe("ledger-imbalance");
        alert["message"]!.GetValue<string>().ShouldContain($"read {read}");
    }

    [Fact]
    public async Task A_warning_of_a_sync_is_an_event_of_its_run_and_an_alert_once_and_the_sources_total_is_in_the_ledger()
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);
        var batch = Guid.CreateVersion7();
        var warned = new SyncWarned(insights.Tenant, insights.Run, batch, "crm", "contacts", [new SyncWarning("SourceTotal", "the source says that it has 7 records, but its pages held 5")], InsightsFixture.At);

        await insights.TellAsync(warned, warned, warned with { Batch = Guid.CreateVersion7() }, insights.Batch(5, 0, 5, 5, batch: batch) with { SourceTotal = 7 });

        var run = await insights.RunWhenAsync("the entry", run => run["ledger"]!["batches"]!.AsArray().Count == 1);
        ((bool)run["ledger"]!["balanced"]!, (long)run["ledger"]!["batches"]![0]!["sourceTotal"]!).ShouldBe((true, 7));
        await Eventually.TrueAsync("the alert", async () => (await AlertsAsync(insights)).Count == 1);
        var alert = (await AlertsAsync(insights)).Single()!;
        ((string)alert["kind"]!, (string)alert["message"]!).ShouldBe(("sync-warning", "crm.contacts: the source says that it has 7 records, but its pages held 5"));
    }

    [Fact]
    public async Task A_quota_notice_is_an_alert_that_only_its_tenant_and_the_operator_see()
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);
        await insights.TellAsync(new QuotaNoticed(insights.Tenant, 75, 38, 50, InsightsFixture.At));
        await Eventually.TrueAsync("the alert", async () => (await AlertsAsync(insights)).Count == 1);
        using var rival = await insights.Host.AsTenantAsync(PostgresFixture.NewTenant());

        (await rival.GetFromJsonAsync<JsonArray>("v1/alerts", Token))!.ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<JsonNode?>> AlertsAsync(InsightsFixture insights)
    {
        using var own = await insights.Host.AsTenantAsync(insights.Tenant);
        return [.. (await own.GetFromJsonAsync<JsonArray>("v1/alerts", Token))!];
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Testing;

namespace ControlPlane.Insights.Tests;

public sealed class RunApiTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_shows_its_stages_in_the_order_of_the_pipeline()
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);

        await insights.TellAsync(insights.Started(), insights.Stage(Stages.Load, "github.events", StageStatus.Succeeded, 7), insights.Stage(Stages.Sync, "github", StageStatus.Succeeded, 8));

        var run = await insights.RunWhenAsync("both stages", run => run["stages"]!.AsArray().Count == 2);
        run["stages"]!.AsArray().Select(stage => $"{stage!["stage"]} {stage["rowsOut"]} {stage["durationMs"]}").ShouldBe(["sync 8 2000", "load 7 2000"]);
    }

    [Fact]
    public async Task The_order_in_which_facts_arrive_does_not_matter()
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);

        await insights.TellAsync(
            insights.Stage(Stages.Activate, "crm", StageStatus.Succeeded), insights.Accounted("crm"), insights.Planned("crm"), insights.Published(), insights.Ingested(), insights.Started());

        var run = await insights.RunWhenAsync(StageStatus.Succeeded);
        run["summary"]!["trigger"]!.GetValue<string>().ShouldBe("manual");
        run["marts"]![0]!["rows"]!.GetValue<long>().ShouldBe(12);
    }

    [Fact]
    public async Task A_rollback_is_a_run_that_ingests_nothing()
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);

        await insights.TellAsync(insights.Published() with { TakesBack = Guid.CreateVersion7() }, insights.Planned());

        var run = await insights.RunWhenAsync(StageStatus.Succeeded);
        run["summary"]!["trigger"]!.GetValue<string>().ShouldBe("rollback");
    }

    [Fact]
    public async Task A_run_is_not_over_before_its_ledger_is()
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);
        var batch = Guid.CreateVersion7();
        await insights.TellAsync(
            insights.Started(), insights.Batch(5, 0, 5, 5, final: false, batch), insights.Ingested() with { Batches = [new LoadedBatch(batch, "github", "events", 5)] }, insights.Published(),
            insights.Planned("crm"), insights.Stage(Stages.Activate, "crm", StageStatus.Succeeded));
        await insights.RunWhenAsync("all facts but the ledger's", run => run["stages"]!.AsArray().Count == 1 && run["marts"]!.AsArray().Count == 1);

        await insights.TellAsync(insights.Batch(5, 0, 5, 5, final: true, batch));
        await insights.RunWhenAsync("the batch is final", run => (bool?)run["ledger"]!["batches"]?[0]?["final"] == true);
        await insights.RunWhenAsync(StageStatus.Running);
        await insights.TellAsync(insights.Accounted("crm"));

        var over = await insights.RunWhenAsync(StageStatus.Succeeded);
        ((bool)over["ledger"]!["balanced"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_late_copy_of_an_older_state_changes_nothing()
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);

        await insights.TellAsync(insights.Stage(Stages.Sync, "github", StageStatus.Succeeded, 8, version: 5));
        await insights.RunWhenAsync("the stage", run => run["stages"]!.AsArray().Count == 1);
        await insights.TellAsync(insights.Stage(Stages.Sync, "github", StageStatus.Running, version: 4), insights.Stage(Stages.Load, "github.events", StageStatus.Running));

        var run = await insights.RunWhenAsync("the other stage", run => run["stages"]!.AsArray().Count == 2);
        run["stages"]![0]!["status"]!.GetValue<string>().ShouldBe("Succeeded");
    }

    [Fact]
    public async Task A_failed_stage_says_why_in_the_run()
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);

        await insights.TellAsync(insights.Stage(Stages.Sync, "github", StageStatus.Failed, error: "401: the token was refused"), insights.Ingested(StageStatus.Failed));

        await insights.RunWhenAsync(StageStatus.Failed);
        var run = await insights.RunWhenAsync("the reason", run => run["summary"]!["error"] is not null);
        run["summary"]!["error"]!.GetValue<string>().ShouldBe("sync github: 401: the token was refused");
        run["summary"]!["finishedAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_cancelled_run_is_shown_as_cancelled()
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);

        await insights.TellAsync(insights.Started(), new RunCancelled(insights.Tenant, insights.Run, InsightsFixture.At), insights.Ingested(StageStatus.Cancelled));

        await insights.RunWhenAsync(StageStatus.Cancelled);
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_page_by_page()
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);
        var runs = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var run in runs) await insights.TellAsync(new RunStarted(insights.Tenant, run, "manual", ["github"], InsightsFixture.At));
        await Eventually.TrueAsync("all runs", async () => (await PageAsync(insights, 100))["items"]!.AsArray().Count == 5);

        var first = await PageAsync(insights, 2);
        var second = await PageAsync(insights, 2, $"&cursor={first["next"]}");
        var third = await PageAsync(insights, 2, $"&cursor={second["next"]}");

        new[] { first, second, third }.SelectMany(page => page["items"]!.AsArray()).Select(item => (Guid)item!["run"]!).ShouldBe(runs.OrderDescending());
        third["next"].ShouldBeNull();
    }

    [Fact]
    public async Task A_tenants_key_sees_its_own_runs_and_404_for_everything_else()
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);
        await insights.TellAsync(insights.Started());
        await insights.RunWhenAsync(StageStatus.Running);
        using var own = await insights.Host.AsTenantAsync(insights.Tenant);
        using var rival = await insights.Host.AsTenantAsync(PostgresFixture.NewTenant());

        (await own.GetAsync($"v1/runs/{insights.Run}", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await rival.GetAsync($"v1/runs/{insights.Run}", Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await rival.GetAsync($"v1/runs/{insights.Run}/events", Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await rival.GetFromJsonAsync<JsonNode>($"v1/runs?tenant={insights.Tenant}", Token))!["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_sees_a_run_without_a_token()
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);
        using var anonymous = insights.Host.Anonymous();

        var response = await anonymous.GetAsync("v1/runs", Token);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Events_are_told_as_they_happen_and_end_with_the_run()
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);
        await insights.TellAsync(insights.Started());
        await insights.RunWhenAsync("the start", run => run["summary"]!["trigger"] is not null);
        await insights.TellAsync(insights.Stage(Stages.Sync, "github", StageStatus.Running));
        await insights.RunWhenAsync("the stage", run => run["stages"]!.AsArray().Count == 1);

        var kinds = new List<string>();
        await using var stream = await insights.Host.Operator.GetStreamAsync($"v1/runs/{insights.Run}/events", Token);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(Token))
        {
            kinds.Add(item.EventType);
            if (kinds.Count == 2) await insights.TellAsync(insights.Ingested(StageStatus.Failed));
        }

        kinds.ShouldBe(["runStarted", "stageChanged", "ingestionFinished", "run"]);
    }

    [Fact]
    public async Task A_follower_that_comes_back_goes_on_after_the_last_event_it_saw()
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);
        await insights.TellAsync(insights.Started(), insights.Ingested(StageStatus.Failed));
        await insights.RunWhenAsync(StageStatus.Failed);
        var all = await ReadAsync(insights, null);

        var rest = await ReadAsync(insights, all[0].EventId);

        rest.Select(item => item.EventId).ShouldBe(all.Skip(1).Select(item => item.EventId));
    }

    [Fact]
    public async Task An_offboarded_tenant_is_forgotten_and_late_facts_do_not_bring_it_back()
    {
        await using var insights = await InsightsFixture.StartAsync(postgres);
        await insights.TellAsync(insights.Started());
        await insights.RunWhenAsync(StageStatus.Running);

        await insights.TellAsync(new TenantOffboarding(insights.Tenant, 2));
        await Eventually.TrueAsync("the run is gone", async () => (await insights.Host.Operator.GetAsync($"v1/runs/{insights.Run}", Token)).StatusCode == HttpStatusCode.NotFound);
        var later = Guid.CreateVersion7();
        await insights.TellAsync(insights.Stage(Stages.Sync, "github", StageStatus.Succeeded), new RunStarted(insights.Tenant, later, "manual", [], InsightsFixture.At));
        await Eventually.TrueAsync("a new run appears", async () => (await PageAsync(insights, 10))["items"]!.AsArray().Count > 0);

        (await PageAsync(insights, 10))["items"]!.AsArray().Select(run => (Guid)run!["run"]!).ShouldBe([later]);
    }

    private static async Task<JsonNode> PageAsync(InsightsFixture insights, int limit, string more = "") =>
        (await insights.Host.Operator.GetFromJsonAsync<JsonNode>($"v1/runs?tenant={insights.Tenant}&limit={limit}{more}", Token))!;

    private static async Task<List<SseItem<string>>> ReadAsync(InsightsFixture insights, string? after)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/runs/{insights.Run}/events");
        if (after is not null) request.Headers.Add("Last-Event-ID", after);
        using var response = await insights.Host.Operator.SendAsync(request, Token);
        return await SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token).ToListAsync(Token);
    }
}

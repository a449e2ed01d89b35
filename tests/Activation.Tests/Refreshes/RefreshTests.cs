using System.Net;
using ControlPlane.Activation.Tests.Hosting;
using ControlPlane.AppHost.SampleSource;
using ControlPlane.Clients.PowerBi;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Transformation;
using ControlPlane.Testing;

namespace ControlPlane.Activation.Tests.Refreshes;

public class RefreshTests(PostgresFixture postgres)
{
    private const string Group = "5b1f0c9e-6d6a-4c53-9a35-2f0f3a7c1d01";
    private const string Dataset = "0e6c7b52-4a0e-4d0f-8f8a-7d3a5f2b9c02";

    private static readonly Dataset Target = new(Guid.Parse(Group), Guid.Parse(Dataset));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("request: { type: Full, commitMode: Transactional }")]
    [InlineData("description: a classic refresh")]
    public async Task Refresh_is_started_and_followed_to_its_end(string more)
    {
        await using var host = await ActivationHost.StartAsync(postgres, refreshes: Yaml(more));
        var run = await host.PublishModelsAsync();
        (await host.StageAsync(run, "report", StageStatus.Running)).FinishedAt.ShouldBeNull();
        var end = await host.EndOfAsync(run, "report");
        end.Status.ShouldBe(StageStatus.Succeeded, end.Error);
        end.Stage.ShouldBe(Stages.Refresh);
        host.Recorded.Plans.ShouldHaveSingleItem().Refreshes.ShouldBe(["report"]);
        var view = (await host.GetAsync("refreshes")).GetProperty("refreshes")[0];
        view.GetProperty("runs")[0].GetProperty("status").GetString().ShouldBe("Succeeded");
        view.GetProperty("dataset").GetString().ShouldBe(Dataset);
        (await HistoryAsync(host)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Failed_refresh_fails_the_stage_with_the_code_and_message_of_the_service()
    {
        await using var host = await ActivationHost.StartAsync(postgres, Fast with { RefreshFailure = _ => "ModelRefresh_ShortMessage_ProcessingError" }, refreshes: Yaml());
        var end = await host.EndOfAsync(await host.PublishModelsAsync(), "report");
        end.Status.ShouldBe(StageStatus.Failed);
        end.Error!.ShouldContain("ModelRefresh_ShortMessage_ProcessingError: The refresh failed");
    }

    [Fact]
    public async Task Refresh_that_began_before_the_models_were_published_does_not_count_and_is_waited_for()
    {
        await using var host = await ActivationHost.StartAsync(postgres, Fast with { RefreshDuration = TimeSpan.FromSeconds(1.5) }, refreshes: Yaml());
        using var other = Client(host);
        var earlier = await other.StartRefreshAsync(Target, RefreshRequest.Full, Ct);
        var end = await host.EndOfAsync(await host.PublishModelsAsync(), "report");
        end.Status.ShouldBe(StageStatus.Succeeded, end.Error);
        var history = await HistoryAsync(host);
        history.Count.ShouldBe(2);
        history[1].RequestId.ShouldBe(earlier.Refresh.RefreshId);
        history[0].StartTime!.Value.ShouldBeGreaterThanOrEqualTo(history[1].EndTime!.Value);
    }

    [Fact]
    public async Task Refresh_that_somebody_started_after_the_models_were_published_is_adopted()
    {
        await using var host = await ActivationHost.StartAsync(postgres, Fast with { RefreshDuration = TimeSpan.FromSeconds(1) }, refreshes: Yaml());
        using var other = Client(host);
        var theirs = await other.StartRefreshAsync(Target, RefreshRequest.Full, Ct);
        var run = Guid.CreateVersion7();
        await host.PublishAsync(new ModelsPublished(host.Tenant, run, [], DateTimeOffset.UtcNow.AddMinutes(-1)));
        (await host.EndOfAsync(run, "report")).Status.ShouldBe(StageStatus.Succeeded);
        (await HistoryAsync(host)).ShouldHaveSingleItem().RequestId.ShouldBe(theirs.Refresh.RefreshId);
        (await host.GetAsync("refreshes")).GetProperty("refreshes")[0].GetProperty("runs")[0].GetProperty("adopted").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Adopted_refresh_that_fails_is_followed_by_one_of_our_own()
    {
        await using var host = await ActivationHost.StartAsync(postgres, Fast with { RefreshDuration = TimeSpan.FromSeconds(1), RefreshFailure = number => number == 1 ? "Theirs" : null }, refreshes: Yaml());
        using var other = Client(host);
        await other.StartRefreshAsync(Target, RefreshRequest.Full, Ct);
        var run = Guid.CreateVersion7();
        await host.PublishAsync(new ModelsPublished(host.Tenant, run, [], DateTimeOffset.UtcNow.AddMinutes(-1)));
        (await host.EndOfAsync(run, "report")).Status.ShouldBe(StageStatus.Succeeded);
        (await HistoryAsync(host)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Lost_answer_does_not_start_a_second_refresh()
    {
        await using var host = await ActivationHost.StartAsync(postgres, Fast with { RefreshAnswerLost = number => number == 1 }, refreshes: Yaml());
        (await host.EndOfAsync(await host.PublishModelsAsync(), "report")).Status.ShouldBe(StageStatus.Succeeded);
        (await HistoryAsync(host)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Pass_that_is_cut_off_after_its_request_finds_the_refresh_again()
    {
        await using var host = await ActivationHost.StartAsync(postgres, Fast with { RefreshDuration = TimeSpan.FromSeconds(2) }, refreshes: Yaml());
        var run = await host.PublishModelsAsync();
        await Eventually.TrueAsync("the refresh is followed", () => host.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM activation.refreshes WHERE refresh_id IS NOT NULL)"));
        // As if the process had died between the request and the record of its answer.
        await host.ScalarAsync<object>("UPDATE activation.refreshes SET refresh_id = NULL");
        (await host.EndOfAsync(run, "report")).Status.ShouldBe(StageStatus.Succeeded);
        (await HistoryAsync(host)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Refresh_that_the_service_has_forgotten_is_asked_for_again()
    {
        await using var host = await ActivationHost.StartAsync(postgres, Fast with { RefreshDuration = TimeSpan.FromSeconds(2) }, refreshes: Yaml());
        var run = await host.PublishModelsAsync();
        await Eventually.TrueAsync("the refresh is followed", () => host.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM activation.refreshes WHERE refresh_id IS NOT NULL)"));
        // As if the service had been started anew: it answers 404 for the one that is followed.
        await host.ScalarAsync<object>("UPDATE activation.refreshes SET refresh_id = '5b1f0c9e-0000-4000-8000-000000000404'");
        var end = await host.EndOfAsync(run, "report");
        end.Status.ShouldBe(StageStatus.Succeeded, end.Error);
    }

    [Fact]
    public async Task Throttling_and_outages_of_the_service_are_waited_out()
    {
        await using var host = await ActivationHost.StartAsync(postgres, Fast with { PowerBiFaultRate = 0.4 }, refreshes: Yaml());
        (await host.EndOfAsync(await host.PublishModelsAsync(), "report")).Status.ShouldBe(StageStatus.Succeeded);
        (await HistoryAsync(host)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Cancelled_run_cancels_its_refresh_at_the_service()
    {
        await using var host = await ActivationHost.StartAsync(postgres, Fast with { RefreshDuration = TimeSpan.FromMinutes(10) }, refreshes: Yaml());
        var run = await host.PublishModelsAsync();
        await Eventually.TrueAsync("the refresh runs", async () => (await HistoryAsync(host)).Any(entry => entry.IsRunning));
        await Eventually.TrueAsync("the refresh is followed", () => host.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM activation.refreshes WHERE refresh_id IS NOT NULL)"));
        await host.PublishAsync(new RunCancelled(host.Tenant, run, DateTimeOffset.UtcNow));
        (await host.EndOfAsync(run, "report")).Status.ShouldBe(StageStatus.Cancelled);
        (await HistoryAsync(host)).ShouldHaveSingleItem().Status.ShouldBe(RefreshStatus.Cancelled);
    }

    [Fact]
    public async Task Refresh_that_does_not_end_in_time_fails_and_is_cancelled()
    {
        await using var host = await ActivationHost.StartAsync(postgres, Fast with { RefreshDuration = TimeSpan.FromMinutes(10) }, refreshes: Yaml("timeout: 00:00:01"));
        var end = await host.EndOfAsync(await host.PublishModelsAsync(), "report");
        end.Status.ShouldBe(StageStatus.Failed);
        end.Error!.ShouldContain("TimedOut");
    }

    [Fact]
    public async Task Wrong_secret_fails_the_refresh_without_showing_it()
    {
        await using var host = await ActivationHost.StartAsync(postgres, Fast, refreshes: Yaml());
        await host.Secrets.SetAsync(new ControlPlane.Secrets.SecretReference(host.Tenant.ToString(), "powerbi/secret"), "wrong-secret-value", Ct);
        var end = await host.EndOfAsync(await host.PublishModelsAsync(), "report");
        end.Status.ShouldBe(StageStatus.Failed);
        end.Error!.ShouldContain(((int)HttpStatusCode.Unauthorized).ToString(System.Globalization.CultureInfo.InvariantCulture));
        end.Error!.ShouldNotContain("wrong-secret-value");
    }

    [Fact]
    public async Task Refresh_whose_connection_is_not_configured_is_skipped()
    {
        await using var host = await ActivationHost.StartAsync(postgres, refreshes: Yaml(), spec: spec => spec with { Refreshes = new() { File = "refreshes.yml" } });
        var run = await host.PublishModelsAsync();
        (await host.StageAsync(run, "report", StageStatus.Skipped)).Error!.ShouldContain("refreshes.connections.powerbi");
        (await Eventually.GetAsync("the plan", () => Task.FromResult(host.Recorded.Plans.FirstOrDefault()))).Refreshes.ShouldBeEmpty();
    }

    private static SampleServerOptions Fast { get; } = new() { FaultRate = 0 };

    private static string Yaml(string more = "request: { type: Full }") => $$"""
        version: 1
        refreshes:
          - name: report
            kind: powerbi
            connection: powerbi
            group: {{Group}}
            dataset: {{Dataset}}
            marts: [contacts]
            pollInterval: 00:00:00.5
            {{(more.StartsWith("request", StringComparison.Ordinal) || more.StartsWith("description", StringComparison.Ordinal) ? more : more + "\n    request: { type: Full }")}}
        """;

    private static PowerBiClient Client(ActivationHost host) => new(new HttpClient(), new PowerBiConnection
    {
        ApiUrl = new Uri(host.Sample.BaseAddress, "v1.0/myorg"),
        LoginUrl = host.Sample.BaseAddress,
        TenantId = "contoso.example",
        ClientId = "somebody else",
        ClientSecret = ActivationHost.PowerBiSecret,
    });

    private static async Task<IReadOnlyList<RefreshEntry>> HistoryAsync(ActivationHost host)
    {
        using var client = Client(host);
        return await client.ListRefreshesAsync(Target, 10, Ct);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.EndToEnd.Processes;
using ControlPlane.Testing;

namespace ControlPlane.EndToEnd;

/// <summary><c>--once</c> as a caller sees it: exit code, summary and the JSON object.</summary>
public sealed class MainJobTests : IDisposable
{
    private static readonly string[] Pipeline = ["provision", "sync", "validate", "load", "transform", "test", "activate", "refresh"];

    private readonly TemporaryFolder _folder = new("main-job");

    private string Data => _folder["data"];

    [Fact]
    public async Task Sample_source_goes_through_every_stage_and_the_json_has_exactly_the_documented_shape()
    {
        var once = await OnceRun.StartAsync(Data);

        once.ExitCode.ShouldBe(0, once.Said);
        var report = once.Report!;
        Names(report).ShouldBe(["ledger", "marts", "run", "stages", "succeeded", "tenant"]);
        ((string?)report["tenant"]).ShouldBe("acme-dev");
        Guid.Parse((string)report["run"]!).Version.ShouldBe(7);
        ((bool)report["succeeded"]!).ShouldBeTrue();
        Names(report["ledger"]!.AsObject()).ShouldBe(["balanced"]);
        once.Balanced.ShouldBeTrue();

        var stages = report["stages"]!.AsArray().Select(stage => stage!.AsObject()).ToList();
        stages.Select(stage => (string?)stage["name"]).ShouldBe(Pipeline);
        foreach (var stage in stages)
        {
            Names(stage).ShouldBe(["durationMs", "name", "rowsIn", "rowsOut", "rowsRejected", "status"]);
            ((string?)stage["status"]).ShouldBe("succeeded");
            foreach (var number in new[] { "durationMs", "rowsIn", "rowsOut", "rowsRejected" }) stage[number]!.GetValueKind().ShouldBe(JsonValueKind.Number);
        }

        Names(report["marts"]!.AsObject()).ShouldBe(["github_events_daily"]);
        Names(once.Mart).ShouldBe(["data", "rows"]);
        ((int)once.Mart["rows"]!).ShouldBe(once.Mart["data"]!.AsArray().Count);
        Names(once.Mart["data"]![0]!.AsObject()).ShouldBe(["actors", "event_date", "event_type", "events", "repo_name"]);
        once.Events.ShouldBe(300);
        once.Output.ShouldContain("The row ledger balances");
        once.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Real_hour_is_counted_exactly_once_however_often_it_is_landed()
    {
        var hour = SharedData.Find("data/github/2015-01-01-0.json.gz");
        Assert.SkipWhen(hour is null && !SharedData.IsRequired, "The shared data is not beside this checkout.");
        hour.ShouldNotBeNull("CI needs the shared data.");

        var first = await OnceRun.StartAsync(Data, "--landed", hour);
        first.ExitCode.ShouldBe(0, first.Said);
        first.Events.ShouldBe(7_702);
        first.Counts("validate").ShouldBe(("succeeded", 7_702, 7_702, 0));
        first.Counts("load").ShouldBe(("succeeded", 7_702, 7_702, 0));
        first.Balanced.ShouldBeTrue();

        var second = await OnceRun.StartAsync(Data, "--landed", hour);
        second.ExitCode.ShouldBe(0, second.Said);
        second.Events.ShouldBe(7_702);
        second.Counts("provision").ShouldBe(("succeeded", 0, 0, 0));
        second.Counts("sync").Out.ShouldBe(0);
        second.Balanced.ShouldBeTrue();
        ((string?)second.Report!["run"]).ShouldNotBe((string?)first.Report!["run"]);

        await using var server = await Server.StartAsync(Data);
        (await server.ValueAsync<long>("ACME_DEV_RAW", """SELECT count(*) FROM "RAW".github_events""")).ShouldBe(7_702);
        (await server.ValueAsync<long>("ACME_DEV_RAW", """SELECT count(*) FROM "RAW"._loads""")).ShouldBe(1);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Names(JsonObject json) => json.Select(property => property.Key).Order(StringComparer.Ordinal);
}

using System.Text.Json.Nodes;
using ControlPlane.Clients.DbtArtifacts;
using static ControlPlane.ModelEngines.Tests.Dagster.DagsterFixture;

namespace ControlPlane.ModelEngines.Tests.Dagster;

public sealed class ResultTests
{
    [Fact]
    public async Task Assets_checks_and_steps_of_a_run_become_nodes()
    {
        await using var dagster = await StartAsync();
        var run = (string)dagster.Server.AddRun("FAILURE")["runId"]!;
        dagster.Server.Events[run] =
        [
            Event("RunStartEvent", "Started execution"),
            Event("MaterializationEvent", "Materialized", """
                "assetKey": {"path": ["marts", "orders"]}, "partition": "2026-11-21", "metadataEntries": [
                  {"__typename": "IntMetadataEntry", "label": "dagster/row_count", "intValue": null, "intRepr": "5000000000"},
                  {"__typename": "FloatMetadataEntry", "label": "Execution Duration", "floatValue": 1.5}, {"__typename": "PathMetadataEntry", "label": "where", "path": "x"}]
                """),
            Event("MaterializationEvent", "Materialized", """
                "assetKey": {"path": ["items"]}, "partition": null, "metadataEntries": [{"__typename": "TextMetadataEntry", "label": "unique_id", "text": "model.shop.items"}]
                """),
            Check("unique", true, "ERROR"), Check("fresh", false, "WARN"), Check("not_null", false, "ERROR"),
            Event("ExecutionStepFailureEvent", "Step failed", """ "stepKey": "publish", "error": {"message": "boom", "stack": []} """),
            Event("ExecutionStepSkippedEvent", "Skipped", """ "stepKey": "notify" """),
            Event("RunFailureEvent", "Run failed", """ "error": {"message": "Steps failed: publish", "stack": []} """),
        ];
        var result = await dagster.Client.ReadResultAsync(run, Ct);
        result.Status.ShouldBe(ModelEngineRunStatus.Failed);
        result.Message.ShouldBe("Steps failed: publish");
        (result.FinishedAt - result.StartedAt).ShouldBe(TimeSpan.FromMinutes(1));
        result.Nodes.Select(node => (node.UniqueId, node.Status.Value)).ShouldBe([
            ("marts/orders[2026-11-21]", "success"), ("model.shop.items", "success"), ("marts/orders:unique", "pass"), ("marts/orders:fresh", "warn"), ("marts/orders:not_null", "fail"),
            ("publish", "error"), ("notify", "skipped")]);
        result.Nodes[0].RowsAffected.ShouldBe(5_000_000_000);
        result.Nodes[0].ExecutionTime.ShouldBe(TimeSpan.FromSeconds(1.5));
        result.Nodes[0].CompletedAt.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_001_234));
        result.Nodes[5].Message.ShouldBe("boom");
    }

    [Fact]
    public async Task Events_are_read_over_all_pages()
    {
        await using var dagster = await StartAsync(Patience with { PageSize = 7 });
        var run = (string)dagster.Server.AddRun("SUCCESS")["runId"]!;
        dagster.Server.Events[run] = [.. Enumerable.Range(0, 50).Select(number => Event("MaterializationEvent", "m", $$""" "assetKey": {"path": ["a{{number}}"]}, "metadataEntries": [] """))];
        (await dagster.Client.ReadResultAsync(run, Ct)).Nodes.Count.ShouldBe(50);
    }

    [Fact]
    public async Task A_listing_is_read_over_all_pages()
    {
        await using var dagster = await StartAsync(Patience with { PageSize = 2 });
        for (var run = 0; run < 5; run++) dagster.Server.AddRun("SUCCESS", ("dagster/backfill", "b"));
        dagster.Server.AddRun("SUCCESS");
        (await dagster.Client.ListRunsAsync("dagster/backfill", "b", Ct).CountAsync(Ct)).ShouldBe(5);
    }

    [Fact]
    public async Task A_backfill_is_launched_once_and_its_result_is_that_of_its_runs()
    {
        await using var dagster = await StartAsync();
        dagster.Server.ActsAllTheSame = true;
        dagster.Answer("launchPartitionBackfill", """{"__typename": "PythonError", "message": "timeout", "stack": []}""");
        var launched = await dagster.Client.Backfills.LaunchAsync(dagster.BackfillRequest, Ct);
        launched.Outcome.ShouldBe(Clients.Dagster.LaunchOutcome.Recovered);
        var id = (await dagster.Client.Backfills.LaunchAsync(dagster.BackfillRequest, Ct)).Run.Id;
        id.ShouldBe(dagster.Server.Backfills.ShouldHaveSingleItem()["id"]!.GetValue<string>());
        (await dagster.Client.Backfills.ReadResultAsync(id, Ct)).Status.ShouldBe(ModelEngineRunStatus.Queued);

        foreach (var (status, partition) in new[] { ("SUCCESS", "2026-11-20"), ("FAILURE", "2026-11-21") })
        {
            var run = (string)dagster.Server.AddRun(status, ("dagster/backfill", id))["runId"]!;
            dagster.Server.Events[run] = [Event("MaterializationEvent", "m", $$""" "assetKey": {"path": ["marts", "orders"]}, "partition": "{{partition}}", "metadataEntries": [] """)];
        }
        dagster.Server.Ahead[id] = new(["REQUESTED", "COMPLETED"]);
        (await dagster.Client.Backfills.FollowAsync(id, Poll, Ct)).Status.IsTerminal.ShouldBeTrue();
        var result = await dagster.Client.Backfills.ReadResultAsync(id, Ct);
        result.Status.ShouldBe(ModelEngineRunStatus.Failed);
        result.Nodes.Select(node => node.UniqueId).ShouldBe(["marts/orders[2026-11-20]", "marts/orders[2026-11-21]"]);
    }

    [Fact]
    public async Task A_backfill_of_all_partitions_can_be_cancelled()
    {
        await using var dagster = await StartAsync();
        var launched = await dagster.Client.Backfills.LaunchAsync(dagster.BackfillRequest with { Partitions = null, Title = "all" }, Ct);
        await dagster.Client.Backfills.CancelAsync(launched.Run.Id, Ct);
        (await dagster.Client.Backfills.FollowAsync(launched.Run.Id, Poll, Ct)).Status.ShouldBe(Clients.Dagster.BackfillStatus.Canceled);
    }

    private static JsonObject Check(string name, bool success, string severity) => Event("AssetCheckEvaluationEvent", "checked", $$"""
        "evaluation": {"checkName": "{{name}}", "success": {{(success ? "true" : "false")}}, "severity": "{{severity}}", "assetKey": {"path": ["marts", "orders"]}, "metadataEntries": [], "timestamp": 1}
        """);

    private static JsonObject Event(string type, string message, string more = """ "stepKey": null """) =>
        JsonNode.Parse($$"""{"__typename": "{{type}}", "runId": "r", "message": "{{message}}", "timestamp": "1800000001234", {{more}}}""")!.AsObject();
}

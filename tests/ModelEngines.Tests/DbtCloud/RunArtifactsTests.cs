using System.Net;
using System.Text;
using ControlPlane.Clients.DbtArtifacts;
using ControlPlane.Clients.DbtCloud;
using ControlPlane.Testing;
using ControlPlane.Testing.DbtCloud;
using Microsoft.AspNetCore.Http;
using static ControlPlane.ModelEngines.Tests.DbtCloud.CloudFixture;

namespace ControlPlane.ModelEngines.Tests.DbtCloud;

public sealed class RunArtifactsTests
{
    [Fact]
    public async Task Results_are_those_of_the_steps_that_built_not_of_the_last_one()
    {
        await using var cloud = await StartAsync();
        var run = cloud.Server.Add(new CloudRun(1, CloudServer.Job, "x") { Status = 20 });
        run.Steps.Clear();
        run.Steps.AddRange([
            "Clone git repository", "Invoke dbt with `dbt deps`", "Invoke dbt with `dbt --no-partial-parse run --select tag:\"build\"`", "Invoke dbt with `dbt compile`",
            "Invoke dbt with `dbt test`", "Invoke dbt with `dbt run-operation test`", "Invoke dbt with `dbt docs generate`"]);
        run.Artifacts[(3, "run_results.json")] = Results("a", "run", ("model.shop.orders", "success"), ("model.shop.items", "error"));
        run.Artifacts[(4, "run_results.json")] = Results("b", "compile", ("model.shop.items", "success"));
        run.Artifacts[(5, "run_results.json")] = Results("c", "test", ("test.shop.unique", "warn"));
        run.Artifacts[(7, "run_results.json")] = Results("d", "generate", ("model.shop.items", "success"));
        var result = await cloud.Client.ReadResultAsync(1, Ct);
        result.Status.ShouldBe(ModelEngineRunStatus.Failed);
        result.Message.ShouldBe("Reason: `dbt build` failed");
        result.Nodes.Select(node => (node.UniqueId, node.Status.Value)).ShouldBe([("model.shop.orders", "success"), ("model.shop.items", "error"), ("test.shop.unique", "warn")]);
        (result.FinishedAt - result.StartedAt).ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_step_that_left_the_file_of_the_step_before_does_not_count_twice()
    {
        await using var cloud = await StartAsync();
        var run = cloud.Server.Add(new CloudRun(1, CloudServer.Job, "x") { Status = 20 });
        run.Steps.Add("Invoke dbt with `dbt test`");
        run.Artifacts[(3, "run_results.json")] = run.Artifacts[(4, "run_results.json")] = Results("a", "build", ("model.shop.orders", "error"));
        (await cloud.Client.ReadResultAsync(1, Ct)).Nodes.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_run_that_failed_before_dbt_has_no_nodes()
    {
        await using var cloud = await StartAsync();
        cloud.Server.Add(new CloudRun(1, CloudServer.Job, "x") { Status = 20 });
        var result = await cloud.Client.ReadResultAsync(1, Ct);
        result.Nodes.ShouldBeEmpty();
        (await cloud.Client.Artifacts.ListAsync(1, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Artifacts_are_waited_for_until_they_are_saved()
    {
        await using var cloud = await StartAsync();
        var run = cloud.Server.Add(new CloudRun(1, CloudServer.Job, "x") { Status = 10, LooksUntilSaved = 2 });
        run.Artifacts[(3, "run_results.json")] = Results("a", "build", ("model.shop.orders", "success"));
        (await cloud.Client.Artifacts.ListAsync(1, Ct)).ShouldBeEmpty();
        (await cloud.Client.ReadResultAsync(1, Ct)).Nodes.ShouldHaveSingleItem().UniqueId.ShouldBe("model.shop.orders");
    }

    [Fact]
    public async Task A_running_run_has_no_results_yet()
    {
        await using var cloud = await StartAsync();
        cloud.Server.Add(new CloudRun(1, CloudServer.Job, "x") { Status = 3 });
        var result = await cloud.Client.ReadResultAsync(1, Ct);
        (result.Status, result.FinishedAt, result.Nodes.Count).ShouldBe((ModelEngineRunStatus.Running, null, 0));
    }

    [Fact]
    public async Task An_artifact_that_breaks_off_is_asked_for_again_and_its_file_is_never_seen_half()
    {
        await using var cloud = await StartAsync();
        using var folder = new TemporaryFolder();
        var run = cloud.Server.Add(new CloudRun(1, CloudServer.Job, "x") { Status = 10 });
        run.Artifacts[(3, "compiled/shop/models/a b.sql")] = "select 1";
        cloud.Server.Faults.Enqueue(async (context, _) =>
        {
            context.Response.ContentLength = 100;
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("select"));
            await context.Response.Body.FlushAsync();
            File.Exists(folder["a.sql"]).ShouldBeFalse();
            context.Abort();
            return true;
        });
        await cloud.Client.Artifacts.DownloadAsync(1, "compiled/shop/models/a b.sql", 3, folder["a.sql"], Ct);
        (await File.ReadAllTextAsync(folder["a.sql"], Ct)).ShouldBe("select 1");
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
    }

    [Fact]
    public async Task An_artifact_without_end_is_given_up()
    {
        await using var cloud = await StartAsync(Patience with { MaxArtifactBytes = 100_000 });
        using var folder = new TemporaryFolder();
        cloud.Server.Faults.Enqueue(async (context, _) =>
        {
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.WriteAsync(new string(' ', 10_000));
            return true;
        });
        var refusal = await Should.ThrowAsync<DbtCloudException>(() => cloud.Client.Artifacts.DownloadAsync(1, "manifest.json", null, folder["manifest.json"], Ct));
        refusal.Code.ShouldBe("TooLarge");
        refusal.IsTransient.ShouldBeFalse();
        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_artifact_that_is_not_there_is_not_found()
    {
        await using var cloud = await StartAsync();
        cloud.Server.Add(new CloudRun(1, CloudServer.Job, "x") { Status = 10 });
        var refusal = await Should.ThrowAsync<DbtCloudException>(() => cloud.Client.Artifacts.ReadAsync(1, "catalog.json", null, ArtifactReader.ReadManifestAsync, Ct));
        refusal.Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private static string Results(string invocation, string command, params (string Id, string Status)[] nodes) => $$"""
        {"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/run-results/v6.json", "invocation_id": "{{invocation}}"}, "elapsed_time": 1, "args": {"which": "{{command}}"}, "results": [{{string.Join(',', nodes.Select(node => $$"""
        {"status": "{{node.Status}}", "timing": [], "thread_id": "t", "execution_time": 1, "adapter_response": {}, "message": null, "failures": null, "unique_id": "{{node.Id}}", "compiled": true, "compiled_code": "", "relation_name": null}
        """))}}]}
        """;
}

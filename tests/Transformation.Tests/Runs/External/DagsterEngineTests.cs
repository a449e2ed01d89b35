using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Testing;
using ControlPlane.Testing.Dagster;

namespace ControlPlane.Transformation.Tests.Runs.External;

public sealed class DagsterEngineTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Job_is_launched_followed_and_its_assets_and_checks_are_recorded()
    {
        await using var dagster = await DagsterServer.StartAsync();
        dagster.Events["run-1"] =
        [
            Event("MaterializationEvent", """ "assetKey": {"path": ["marts", "customers"]}, "partition": null, "metadataEntries": [{"__typename": "IntMetadataEntry", "label": "dagster/row_count", "intValue": 7, "intRepr": "7"}] """),
            Event("AssetCheckEvaluationEvent", """ "evaluation": {"assetKey": {"path": ["marts", "customers"]}, "checkName": "unique", "success": true, "severity": "ERROR", "metadataEntries": []} """),
        ];
        await using var service = await StartAsync(dagster);

        var run = await service.LoadedAsync();

        (await service.PublishedAsync(run)).Marts.Select(mart => (mart.Name, mart.Rows)).ShouldBe([("customers", 7L)]);
        (await service.NodesAsync(run)).ShouldBe("marts/customers success, marts/customers:unique pass");
        dagster.Runs.ShouldHaveSingleItem()["tags"]!.ToJsonString().ShouldContain(run.ToString());
    }

    [Fact]
    public async Task Failed_step_is_named_and_what_it_said_stays_there()
    {
        await using var dagster = await DagsterServer.StartAsync();
        dagster.Events["run-1"] = [Event("ExecutionStepFailureEvent", """ "stepKey": "load", "error": {"message": "cannot load a@b.c", "stack": []} """), Event("RunFailureEvent", """ "error": {"message": "Steps failed: load", "stack": []} """)];
        dagster.Course = ["STARTED", "FAILURE"];
        await using var service = await StartAsync(dagster);

        var run = await service.LoadedAsync();

        (await service.RefusedAsync(run)).Reason.ShouldBe("1 models failed: load: (what the warehouse said is in the log of Dagster). Dagster (run run-1) builds in place: what it had built by then is what readers see.");
    }

    [Fact]
    public async Task Cancelled_run_is_terminated_there()
    {
        await using var dagster = await DagsterServer.StartAsync();
        dagster.Course = ["STARTED"];
        await using var service = await StartAsync(dagster);
        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("it runs there", () => service.CountAsync("runs", "remote_run IS NOT NULL"));

        await service.PublishAsync(new RunCancelled(service.Tenant, run, DateTimeOffset.UtcNow));

        (await service.RefusedAsync(run)).Outcome.ShouldBe(StageStatus.Cancelled);
        ((string)dagster.Runs.Single()["status"]!).ShouldBe("CANCELED");
    }

    [Fact]
    public async Task Job_that_is_not_there_is_named()
    {
        await using var dagster = await DagsterServer.StartAsync();
        await using var service = await StartAsync(dagster, job: "hourly");

        (await service.RefusedAsync(await service.LoadedAsync())).Reason.ShouldStartWith($"Dagster, job hourly of shop at {dagster.Url}: PipelineNotFoundError");
    }

    [Theory]
    [InlineData("http://dagster.example/graphql", "The spec's models.dagster.url is not an https address. http is for hosts and networks that the operator lists in Transformation:PrivateEngines.")]
    [InlineData("https://10.255.255.1/graphql", "Dagster cannot be asked: 10.255.255.1 is not an address of the public internet: where an engine of models is meant to be there, the operator lists its network, address or host in Transformation:PrivateEngines.")]
    public async Task Address_within_the_operators_network_is_not_asked_unless_it_is_listed(string url, string reason)
    {
        await using var dagster = await DagsterServer.StartAsync();
        await using var service = await StartAsync(dagster, url: url);

        (await service.RefusedAsync(await service.LoadedAsync())).Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task Loopback_is_not_asked_either()
    {
        await using var dagster = await DagsterServer.StartAsync();
        await using var service = await StartAsync(dagster, privateEngine: "10.1.0.0/16");

        (await service.RefusedAsync(await service.LoadedAsync())).Reason.ShouldContain("is not an https address");
        dagster.Runs.ShouldBeEmpty();
    }

    private Task<ServiceUnderTest> StartAsync(DagsterServer dagster, string job = "nightly", string? url = null, string privateEngine = "127.0.0.0/8") => ExternalTenant.StartAsync(
        postgres, DagsterServer.Token, reference => new() { Engine = ModelEngines.Dagster, Dagster = new(url ?? dagster.Url, "shop", reference, job) },
        settings => settings["Transformation:PrivateEngines:0"] = privateEngine);

    private static JsonObject Event(string type, string more) => JsonNode.Parse($$"""{"__typename": "{{type}}", "runId": "run-1", "message": "", "timestamp": "1800000001234", {{more}}}""")!.AsObject();
}

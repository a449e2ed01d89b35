using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Testing;
using ControlPlane.Testing.DbtCloud;

namespace ControlPlane.Transformation.Tests.Runs.External;

public sealed class DbtCloudEngineTests(PostgresFixture postgres)
{
    private const string File = "run_results.json";
    private const int Step = 3;

    [Fact]
    public async Task Job_is_run_followed_and_its_results_are_recorded_as_ours_are()
    {
        await using var cloud = await CloudAsync();
        await using var service = await StartAsync(cloud);
        var run = await service.LoadedAsync();
        await EndAsync(cloud, 0, 10, RunResultsJson.Built(service.Tenant.DatabaseName));

        (await service.PublishedAsync(run)).Marts.Select(mart => (mart.Name, mart.Rows)).ShouldBe([("customers", 7L)]);

        (await service.NodesAsync(run)).ShouldBe("model.shop.customers success, model.shop.stg_orders success, test.shop.unique_customers.a1 pass");
        (await service.Facts.StageAsync(run, Stages.Test, StageStatus.Succeeded)).RowsIn.ShouldBe(1);
        (await service.ScalarAsync<string>($"SELECT engine || ' ' || remote_run FROM transformation.runs WHERE run = '{run}'")).ShouldBe("dbt-cloud 101");
        cloud.Triggers.ShouldBe(1);
    }

    [Fact]
    public async Task Failure_names_nodes_and_where_without_what_the_warehouse_said_and_a_retry_is_a_run_of_its_own()
    {
        await using var cloud = await CloudAsync();
        await using var service = await StartAsync(cloud);
        var run = await service.LoadedAsync();
        await EndAsync(cloud, 0, 20, RunResultsJson.Failed());

        (await service.RefusedAsync(run)).Reason.ShouldBe(
            "1 models failed: customers.v2: Database Error in model customers (models/customers_v2.sql) (what the warehouse said is in the log of dbt Cloud). dbt Cloud (run 101) builds in place: what it had built by then is what readers see.");
        (await service.NodesAsync(run)).ShouldBe("model.shop.customers.v2 error, model.shop.totals skipped, test.shop.unique_orders.a1 fail");
        (await service.CountAsync("nodes", "error LIKE '%a@b.c%'")).ShouldBeFalse();

        await service.RetryAsync(run);
        await EndAsync(cloud, 1, 10, RunResultsJson.Built(service.Tenant.DatabaseName));

        await Eventually.TrueAsync("the run is published", () => Task.FromResult(service.Facts.Published(run) is not null));
        cloud.Triggers.ShouldBe(2);
    }

    [Fact]
    public async Task Cancelled_run_is_cancelled_there()
    {
        await using var cloud = await CloudAsync();
        await using var service = await StartAsync(cloud);
        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("it runs there", () => service.CountAsync("runs", "remote_run IS NOT NULL"));

        await service.PublishAsync(new RunCancelled(service.Tenant, run, DateTimeOffset.UtcNow));

        (await service.RefusedAsync(run)).Outcome.ShouldBe(StageStatus.Cancelled);
        cloud.Runs.Single().Status.ShouldBe(30);
    }

    [Fact]
    public async Task Run_whose_start_was_answered_to_nobody_is_found_again()
    {
        await using var cloud = await CloudAsync();
        cloud.LostAnswers = 1;
        await using var service = await StartAsync(cloud);

        var run = await service.LoadedAsync();
        await EndAsync(cloud, 0, 10, RunResultsJson.Built(service.Tenant.DatabaseName));

        await service.PublishedAsync(run);
        cloud.Triggers.ShouldBe(1);
    }

    [Fact]
    public async Task Run_that_was_started_by_a_process_that_died_before_it_could_write_that_down_is_found_again()
    {
        await using var cloud = await CloudAsync();
        await using var service = await StartAsync(cloud);
        await service.ScalarAsync<int>("""
            CREATE FUNCTION transformation.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''not now''; END';
            CREATE TRIGGER refuse BEFORE UPDATE ON transformation.runs FOR EACH ROW WHEN (NEW.remote_run IS NOT NULL) EXECUTE FUNCTION transformation.refuse();
            """);
        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("it was tried again", () => service.CountAsync("work", "failures > 1"));

        await service.ScalarAsync<int>("DROP TRIGGER refuse ON transformation.runs");
        await EndAsync(cloud, 0, 10, RunResultsJson.Built(service.Tenant.DatabaseName));

        await service.PublishedAsync(run);
        cloud.Triggers.ShouldBe(1);
    }

    [Fact]
    public async Task Next_run_of_the_tenant_is_not_started_while_one_goes_on_there()
    {
        await using var cloud = await CloudAsync();
        await using var service = await StartAsync(cloud);
        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("it runs there", () => service.CountAsync("runs", "remote_run IS NOT NULL"));
        var next = await service.LoadedAsync();
        await Eventually.TrueAsync("the next run waits", () => service.CountAsync("work", $"key = '{next}' AND conditions::text LIKE '%{run}%'"));
        cloud.Triggers.ShouldBe(1);

        await EndAsync(cloud, 0, 10, RunResultsJson.Built(service.Tenant.DatabaseName));
        await EndAsync(cloud, 1, 10, RunResultsJson.Built(service.Tenant.DatabaseName));

        await service.PublishedAsync(run);
        await service.PublishedAsync(next);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(999L)]
    public async Task Run_that_goes_on_there_is_followed_there_whatever_the_spec_says_by_then(long? otherJob)
    {
        await using var cloud = await CloudAsync();
        await using var service = await StartAsync(cloud);
        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("it runs there", () => service.CountAsync("runs", "remote_run IS NOT NULL"));

        await service.ProvisionAsync(otherJob is { } job
            ? new() { Engine = ModelEngines.DbtCloud, DbtCloud = new(CloudServer.Account + 1, job, $"secret://{service.Tenant}/other", "https://10.255.255.1") }
            : new(), generation: 2);
        await EndAsync(cloud, 0, 10, RunResultsJson.Built(service.Tenant.DatabaseName));

        (await service.PublishedAsync(run)).Marts.Select(mart => mart.Name).ShouldBe(["customers"]);
        cloud.Triggers.ShouldBe(1);
    }

    [Fact]
    public async Task Refusal_says_what_and_where_and_never_the_token()
    {
        await using var cloud = await CloudAsync();
        await using var service = await StartAsync(cloud, token: "dbtc_wrong", attempts: 1);

        var reason = (await service.RefusedAsync(await service.LoadedAsync())).Reason;

        reason.ShouldBe($"dbt Cloud, job {CloudServer.Job} of account {CloudServer.Account} at {cloud.Url}: Unauthorized (401): Invalid token. Check models.dbtCloud in the spec.");
        (await service.CountAsync("runs", "remote_asked_at IS NULL")).ShouldBeTrue();
    }

    private static async Task<CloudServer> CloudAsync()
    {
        var cloud = await CloudServer.StartAsync();
        cloud.Course = [3];
        return cloud;
    }

    private Task<ServiceUnderTest> StartAsync(CloudServer cloud, string token = CloudServer.Token, int attempts = 12) => ExternalTenant.StartAsync(
        postgres, token, reference => new() { Engine = ModelEngines.DbtCloud, DbtCloud = new(CloudServer.Account, CloudServer.Job, reference, cloud.Url) },
        settings => settings["Transformation:MaxAttempts"] = $"{attempts}");

    private static async Task EndAsync(CloudServer cloud, int index, int status, string results)
    {
        await Eventually.TrueAsync("it is started there", () => Task.FromResult(cloud.Runs.Count > index));
        lock (cloud.Runs)
        {
            cloud.Runs[index].Artifacts[(Step, File)] = results;
            cloud.Runs[index].Ahead.Enqueue(status);
        }
    }
}

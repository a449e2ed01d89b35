using System.Net;
using ControlPlane.Activation.Tests.Hosting;
using ControlPlane.AppHost.SampleSource;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Activation;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Testing;
using Dapper;

namespace ControlPlane.Activation.Tests.Activations;

public class ActivationTests(PostgresFixture postgres)
{
    [Fact]
    public async Task First_run_creates_every_row_and_the_second_sends_only_what_changed()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml());
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(35));

        var (first, ledger) = await host.RunAsync();
        first.ShouldSatisfyAllConditions(() => first.Status.ShouldBe(StageStatus.Succeeded), () => first.RowsIn.ShouldBe(35), () => first.RowsOut.ShouldBe(35), () => first.RowsRejected.ShouldBe(0));
        Counts(ledger).ShouldBe((35, 35, 0, 0, 0));
        var crm = await host.CrmAsync();
        crm.Count.ShouldBe(35);
        crm["eu|2"].GetRawText().ShouldBe("""{"full_name":"Contact 2","balance":2.5000000000,"joined":"2026-01-03","seen":"2026-01-01T08:00:00.25Z","active":true}""");
        host.Wire.Requests.Count.ShouldBe(4);

        await host.Warehouse.ExecuteAsync("""
            UPDATE "MARTS".contacts SET name = 'Renamed' WHERE id IN (3, 30); DELETE FROM "MARTS".contacts WHERE id = 7; UPDATE "MARTS".contacts SET extra = '{"not": "mapped"}' WHERE id = 9;
            """ + ContactsBlueprint.Rows(1, from: 100));
        var (_, second) = await host.RunAsync();
        Counts(second).ShouldBe((35, 1, 2, 32, 0));
        host.Wire.Requests.Count.ShouldBe(5);
        (await host.CrmAsync())["eu|30"].GetProperty("full_name").GetString().ShouldBe("Renamed");

        var (_, third) = await host.RunAsync();
        Counts(third).ShouldBe((35, 0, 0, 35, 0));
        host.Wire.Requests.Count.ShouldBe(5);

        var view = (await host.GetAsync("activations")).GetProperty("activations")[0];
        view.GetProperty("runs").GetArrayLength().ShouldBe(3);
        view.GetProperty("runs")[1].GetProperty("vanished").GetInt64().ShouldBe(1);
        (await host.ScalarAsync<long>("SELECT count(*) FROM activation.outgoing")).ShouldBe(0);
    }

    [Fact]
    public async Task Refused_rows_are_kept_with_the_reason_and_sent_again_by_the_next_run()
    {
        await using var host = await ActivationHost.StartAsync(postgres, new SampleServerOptions { FaultRate = 0, CrmRefusedIds = new HashSet<string> { "eu|4", "eu|12" } }, ContactsBlueprint.Yaml(share: "0.2"));
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(20));

        var (stage, ledger) = await host.RunAsync();
        stage.Status.ShouldBe(StageStatus.Succeeded);
        stage.RowsRejected.ShouldBe(2);
        Counts(ledger).ShouldBe((20, 18, 0, 0, 2));
        var failed = (await host.GetAsync("activations")).GetProperty("activations")[0].GetProperty("runs")[0].GetProperty("failedRows");
        failed.EnumerateArray().Select(row => row.GetProperty("key").GetString()).ShouldBe(["eu|12", "eu|4"], ignoreOrder: true);
        failed[0].GetProperty("reason").GetString().ShouldBe("The record was refused by a rule of the CRM");

        var (_, again) = await host.RunAsync();
        Counts(again).ShouldBe((20, 0, 0, 18, 2));
        host.Wire.Requests.Last().Body.ShouldContain("eu|12");
    }

    [Fact]
    public async Task More_failed_rows_than_the_share_allows_fail_the_activation()
    {
        await using var host = await ActivationHost.StartAsync(postgres, new SampleServerOptions { FaultRate = 0, CrmRefusedIds = new HashSet<string> { "eu|4" } }, ContactsBlueprint.Yaml());
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(20));
        var (stage, ledger) = await host.RunAsync();
        stage.Status.ShouldBe(StageStatus.Failed);
        stage.Error!.ShouldContain("1 of 20 rows failed");
        Counts(ledger).ShouldBe((20, 19, 0, 0, 1));
    }

    [Fact]
    public async Task Rows_that_the_destination_calls_retryable_are_sent_again_at_once()
    {
        await using var host = await ActivationHost.StartAsync(postgres, new SampleServerOptions { FaultRate = 0, CrmFlakyIds = new HashSet<string> { "eu|1", "eu|3" } }, ContactsBlueprint.Yaml());
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(5));
        var (stage, ledger) = await host.RunAsync();
        stage.Status.ShouldBe(StageStatus.Succeeded);
        Counts(ledger).ShouldBe((5, 5, 0, 0, 0));
        host.Wire.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Throttling_and_server_errors_are_waited_out_under_the_same_idempotency_key()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml());
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(30));
        host.Wire.Instead = (number, _) => number switch
        {
            1 => Answer(HttpStatusCode.TooManyRequests, retryAfter: 1),
            3 or 4 => Answer(HttpStatusCode.InternalServerError),
            6 => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>garbage</html>") },
            _ => null,
        };
        var (stage, ledger) = await host.RunAsync();
        stage.Status.ShouldBe(StageStatus.Succeeded);
        Counts(ledger).ShouldBe((30, 30, 0, 0, 0));
        var requests = host.Wire.Requests.ToList();
        requests.Count.ShouldBe(7);
        requests.GroupBy(request => request.IdempotencyKey).ShouldAllBe(group => group.Select(request => request.Body).Distinct().Count() == 1);
        requests.Select(request => request.IdempotencyKey).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Faults_of_the_sample_server_lose_and_repeat_nothing()
    {
        await using var host = await ActivationHost.StartAsync(postgres, new SampleServerOptions { FaultRate = 0.2 }, ContactsBlueprint.Yaml());
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(120));
        var (stage, ledger) = await host.RunAsync();
        stage.Status.ShouldBe(StageStatus.Succeeded);
        Counts(ledger).ShouldBe((120, 120, 0, 0, 0));
        (await host.CrmAsync()).Count.ShouldBe(120);
    }

    [Fact]
    public async Task Crash_between_sending_and_recording_sends_the_same_batch_again_under_the_same_key()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml());
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(25));
        // The CRM has taken the second batch, and before the sender can record it somebody else has the work.
        host.Wire.BeforeAnswer = async number =>
        {
            if (number != 2) return;
            await using var connection = await host.Control.OpenFleetAsync(CancellationToken.None);
            await connection.ExecuteAsync("UPDATE activation.work SET fence = fence + 1, lease_until = now() - interval '1 second' WHERE kind = 'activation'");
        };
        var (stage, ledger) = await host.RunAsync();
        stage.Status.ShouldBe(StageStatus.Succeeded);
        Counts(ledger).ShouldBe((25, 25, 0, 0, 0));
        var requests = host.Wire.Requests.ToList();
        requests.Count.ShouldBe(4);
        requests[2].ShouldBe(requests[1]);
        (await host.CrmAsync()).Count.ShouldBe(25);
        (await host.ScalarAsync<long>("SELECT count(*) FROM activation.sent WHERE tenant = @tenant")).ShouldBe(25);
    }

    [Fact]
    public async Task Other_destination_is_sent_everything()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml());
        await using var moved = await SampleServer.StartAsync(new SampleServerOptions { FaultRate = 0 }, TestContext.Current.CancellationToken);
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(5));
        await host.RunAsync();
        var spec = host.Spec(activations: true, refreshes: false);
        await host.ProvisionAsync(spec with { Activations = spec.Activations with { Connections = new Dictionary<string, ControlPlane.Contracts.Tenants.Spec.DestinationSpec> { ["crm"] = new(moved.BaseAddress.ToString(), spec.Activations.Connections["crm"].Token) } } }, generation: 2);
        var (_, ledger) = await host.RunAsync();
        Counts(ledger).ShouldBe((5, 5, 0, 0, 0));
    }

    [Fact]
    public async Task Repeated_and_late_messages_change_nothing()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml());
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(5));
        var run = await host.PublishModelsAsync();
        await host.EndOfAsync(run, "contacts");
        await host.PublishAsync(new ControlPlane.Contracts.Transformation.ModelsPublished(host.Tenant, run, [], DateTimeOffset.UtcNow));
        await host.PublishAsync(new RunCancelled(host.Tenant, run, DateTimeOffset.UtcNow));
        await host.RunAsync();
        host.Recorded.Plans.Count(plan => plan.Run == run).ShouldBe(1);
        host.Recorded.Ledger.Count(entry => entry.Run == run && entry.Final).ShouldBe(1);
        host.Wire.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Run_that_was_cancelled_before_its_models_were_published_starts_nothing()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml());
        var run = Guid.CreateVersion7();
        await host.PublishAsync(new RunCancelled(host.Tenant, run, DateTimeOffset.UtcNow));
        await Eventually.TrueAsync("the cancellation has arrived", () => host.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM activation.runs WHERE cancelled_at IS NOT NULL)"));
        await host.PublishAsync(new ControlPlane.Contracts.Transformation.ModelsPublished(host.Tenant, run, [], DateTimeOffset.UtcNow));
        (await Eventually.GetAsync("the plan", () => Task.FromResult(host.Recorded.Plans.FirstOrDefault()))).Activations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Wrong_credentials_fail_the_activation_and_the_ledger_balances()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml());
        await host.Secrets.SetAsync(new ControlPlane.Secrets.SecretReference(host.Tenant.ToString(), "crm/token"), "wrong-token", TestContext.Current.CancellationToken);
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(25));
        var (stage, ledger) = await host.RunAsync();
        stage.Status.ShouldBe(StageStatus.Failed);
        stage.Error!.ShouldContain("401");
        stage.Error!.ShouldNotContain("wrong-token");
        Counts(ledger).ShouldBe((25, 0, 0, 0, 25));

        await host.Secrets.SetAsync(new ControlPlane.Secrets.SecretReference(host.Tenant.ToString(), "crm/token"), ActivationHost.CrmToken, TestContext.Current.CancellationToken);
        var (_, repaired) = await host.RunAsync();
        Counts(repaired).ShouldBe((25, 25, 0, 0, 0));
    }

    [Fact]
    public async Task Secret_of_another_tenant_is_not_sent_anywhere()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml(), spec: spec => spec with
        {
            Activations = spec.Activations with { Connections = spec.Activations.Connections.ToDictionary(pair => pair.Key, pair => pair.Value with { Token = "secret://other-dev/crm/token" }) },
        });
        await host.Secrets.SetAsync(new ControlPlane.Secrets.SecretReference("other-dev", "crm/token"), "the other's", TestContext.Current.CancellationToken);
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(1));
        var (stage, _) = await host.RunAsync();
        stage.Status.ShouldBe(StageStatus.Failed);
        stage.Error!.ShouldContain("belongs to another tenant");
        host.Wire.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Destination_that_stays_away_fails_the_activation_after_bounded_attempts()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml(), settings: [("Activation:PassAttempts", "2"), ("Activation:RequestAttempts", "2")]);
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(25));
        host.Wire.Instead = (number, _) => number == 1 ? null : Answer(HttpStatusCode.ServiceUnavailable);
        var (stage, ledger) = await host.RunAsync();
        stage.Status.ShouldBe(StageStatus.Failed);
        Counts(ledger).ShouldBe((25, 10, 0, 0, 15));
    }

    [Fact]
    public async Task Row_that_makes_the_destination_refuse_its_whole_batch_is_found_and_the_others_arrive()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml(share: "0.5"));
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(10));
        host.Wire.Instead = (_, request) => request.Content!.ReadAsStringAsync().Result.Contains("Contact 7", StringComparison.Ordinal)
            ? new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("""{"code":"bad","message":"cannot read this"}""") }
            : null;
        var (_, ledger) = await host.RunAsync();
        Counts(ledger).ShouldBe((10, 9, 0, 0, 1));
        (await host.CrmAsync()).Keys.ShouldNotContain("eu|7");
    }

    [Fact]
    public async Task Rows_without_a_usable_key_fail_and_keys_never_run_into_each_other()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml(share: "1"));
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + """
            INSERT INTO "MARTS".contacts (region, id, name) VALUES ('twice', 1, 'a'), ('twice', 1, 'b'), ('a|b', 1, 'bar'), ('a\', 1, 'backslash'), (NULL, 1, 'null'), ('\N', 1, 'not null'), ('é', 1, 'e'), ('😀', 1, 'face'), ('￿', 1, 'last');
            INSERT INTO "MARTS".contacts (region, id, name) VALUES (repeat('x', 2000), 1, 'long');
            """);
        var (_, ledger) = await host.RunAsync();
        Counts(ledger).ShouldBe((10, 7, 0, 0, 3));
        (await host.CrmAsync()).Keys.ShouldBe([@"a\|b|1", @"a\\|1", @"\N|1", @"\\N|1", "é|1", "😀|1", "￿|1"], ignoreOrder: true);
        var (_, again) = await host.RunAsync();
        Counts(again).ShouldBe((10, 0, 0, 7, 3));
    }

    [Fact]
    public async Task Activation_whose_connection_is_not_configured_is_skipped_and_nobody_waits_for_it()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml(), spec: spec => spec with { Activations = new() { File = "activations.yml" } });
        var run = await host.PublishModelsAsync();
        var stage = await host.StageAsync(run, "contacts", StageStatus.Skipped);
        stage.Error!.ShouldContain("activations.connections.crm");
        var plan = await Eventually.GetAsync("the plan", () => Task.FromResult(host.Recorded.Plans.FirstOrDefault(plan => plan.Run == run)));
        plan.Activations.ShouldBeEmpty();
        (await host.GetAsync("activations")).GetProperty("activations")[0].GetProperty("configured").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Invalid_declarations_fail_the_run_with_every_error()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: "version: 1\nactivations: [{ name: Bad Name, mart: contacts, mapping: {} }]");
        var run = await host.PublishModelsAsync();
        var stage = await host.StageAsync(run, "activations.yml", StageStatus.Failed);
        stage.Error!.ShouldContain("activations[0].name");
        stage.Error!.ShouldContain("activations[0].key");
        stage.Error!.ShouldContain("activations[0].destination.connection");
        (await Eventually.GetAsync("the plan", () => Task.FromResult(host.Recorded.Plans.FirstOrDefault()))).Activations.ShouldBe(["activations.yml"]);
    }

    [Fact]
    public async Task Missing_mart_fails_the_activation_and_says_what_there_is()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml());
        await host.Warehouse.ExecuteAsync("""CREATE TABLE "MARTS".others (id int)""");
        var (stage, ledger) = await host.RunAsync();
        stage.Error.ShouldBe("There is no mart contacts; there are: others.");
        Counts(ledger).ShouldBe((0, 0, 0, 0, 0));
    }

    [Fact]
    public async Task Later_run_of_an_activation_waits_for_the_earlier_one()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml());
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(30));
        var secondPlanned = new TaskCompletionSource();
        host.Wire.BeforeAnswer = number => number == 1 ? secondPlanned.Task : Task.CompletedTask;
        var first = await host.PublishModelsAsync();
        await Eventually.TrueAsync("the first batch is on its way", () => Task.FromResult(!host.Wire.Requests.IsEmpty));
        var second = await host.PublishModelsAsync();
        await host.StageAsync(second, "contacts", StageStatus.Pending);
        secondPlanned.SetResult();
        await host.EndOfAsync(second, "contacts");
        Counts(await host.LedgerAsync(first)).ShouldBe((30, 30, 0, 0, 0));
        Counts(await host.LedgerAsync(second)).ShouldBe((30, 0, 0, 30, 0));
    }

    [Fact]
    public async Task Cancelled_run_stops_after_the_batch_that_is_on_its_way()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml());
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(50));
        var run = Guid.Empty;
        host.Wire.BeforeAnswer = async number =>
        {
            if (number != 2) return;
            await host.PublishAsync(new RunCancelled(host.Tenant, run, DateTimeOffset.UtcNow));
            await Eventually.TrueAsync("the cancellation has arrived", () => host.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM activation.runs WHERE cancelled_at IS NOT NULL)"));
        };
        run = await host.PublishModelsAsync();
        (await host.EndOfAsync(run, "contacts")).Status.ShouldBe(StageStatus.Cancelled);
        Counts(await host.LedgerAsync(run)).ShouldBe((20, 20, 0, 0, 0));
        host.Wire.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Suspended_tenant_waits_and_goes_on_when_it_is_resumed()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml());
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(3));
        await host.PublishAsync(new TenantSuspended(host.Tenant, 50, 50, DateTimeOffset.UtcNow));
        await Eventually.TrueAsync("suspended", () => host.ScalarAsync<bool>("SELECT suspended FROM activation.tenants WHERE tenant = @tenant"));
        var run = await host.PublishModelsAsync();
        await Eventually.TrueAsync("the work is held up", () => host.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM activation.work WHERE kind = 'activation' AND failures > 0 AND lease_owner IS NULL)"));
        host.Wire.Requests.ShouldBeEmpty();
        await host.PublishAsync(new TenantResumed(host.Tenant, DateTimeOffset.UtcNow));
        (await host.EndOfAsync(run, "contacts")).Status.ShouldBe(StageStatus.Succeeded);
    }

    [Fact]
    public async Task Offboarding_forgets_everything_about_the_tenant()
    {
        await using var host = await ActivationHost.StartAsync(postgres, activations: ContactsBlueprint.Yaml());
        await host.Warehouse.ExecuteAsync(ContactsBlueprint.Table + ContactsBlueprint.Rows(3));
        await host.RunAsync();
        await host.PublishAsync(new TenantOffboarding(host.Tenant, 2));
        await Eventually.TrueAsync("nothing is left", async () => await host.ScalarAsync<long>("""
            SELECT (SELECT count(*) FROM activation.tenants) + (SELECT count(*) FROM activation.runs) + (SELECT count(*) FROM activation.activations) + (SELECT count(*) FROM activation.sent)
                + (SELECT count(*) FROM activation.outgoing) + (SELECT count(*) FROM activation.failed_rows) + (SELECT count(*) FROM activation.refreshes) + (SELECT count(*) FROM activation.work)
            """) == 0);
    }

    private static (long Selected, long Created, long Updated, long Unchanged, long Failed) Counts(ActivationAccounted ledger)
    {
        ledger.Selected.ShouldBe(ledger.Created + ledger.Updated + ledger.Unchanged + ledger.Failed);
        return (ledger.Selected, ledger.Created, ledger.Updated, ledger.Unchanged, ledger.Failed);
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, int? retryAfter = null)
    {
        var answer = new HttpResponseMessage(status) { Content = new StringContent("""{"code":"x","message":"come back later"}""") };
        if (retryAfter is { } seconds) answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        return answer;
    }
}

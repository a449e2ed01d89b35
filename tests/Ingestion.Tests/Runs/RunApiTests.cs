using System.Net.Http.Json;
using System.Net;
using System.Text.Json.Nodes;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Ingestion.Tests.Runs;

public sealed class RunApiTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_repeated_request_with_one_idempotency_key_is_one_run()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await ThingSource.StartAsync(1, 1);
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url));

        var first = await PostAsync(host.Operator, world.Tenant, "abc");
        await host.FinishedAsync(first);
        var again = await PostAsync(host.Operator, world.Tenant, "abc");
        var other = await PostAsync(host.Operator, world.Tenant, "def");

        again.ShouldBe(first);
        other.ShouldNotBe(first);
        await host.FinishedAsync(other);
        (await world.ControlAsync<long>("SELECT count(*) FROM ingestion.runs")).ShouldBe(2);
    }

    [Fact]
    public async Task A_tenants_key_triggers_and_reads_its_own_and_gets_404_for_everything_else()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await ThingSource.StartAsync(1, 1);
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url));
        using var own = await host.TenantClientAsync(world.Tenant);
        using var foreign = await host.TenantClientAsync(PostgresFixture.NewTenant());

        var run = await PostAsync(own, world.Tenant, "k");
        await host.FinishedAsync(run);

        (await own.GetFromJsonAsync<JsonArray>($"/v1/tenants/{world.Tenant}/runs/{run}/batches", TestContext.Current.CancellationToken))!.Count.ShouldBe(1);
        foreach (var path in new[] { "sources", $"runs/{run}/batches" })
            (await foreign.GetAsync($"/v1/tenants/{world.Tenant}/{path}", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var path in new[] { "runs", $"runs/{run}/cancel", "sources/things/sync" })
            (await foreign.PostAsJsonAsync($"/v1/tenants/{world.Tenant}/{path}", new { }, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_cannot_be_started_is_told()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things("http://127.0.0.1:1"));

        (await StatusAsync(host, "runs", new { sources = new[] { "things", "no-such", "nor-this" } })).ShouldBe((422, "urn:controlplane:problem:invalid-run"));
        (await StatusAsync(host, "runs", new { trigger = "whim" })).ShouldBe((422, "urn:controlplane:problem:invalid-run"));
        (await StatusAsync(host, "sources/no-such/sync", null)).ShouldBe((404, "urn:controlplane:problem:not-found"));
        (await StatusAsync(host, $"runs/{Guid.NewGuid()}/cancel", null)).ShouldBe((404, "urn:controlplane:problem:not-found"));
        (await host.Operator.PostAsync("/v1/tenants/nobody-dev/runs", null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_run_that_is_loaded_can_still_be_cancelled_for_what_follows_and_its_source_shows_how_it_ended()
    {
        await using var world = await World.CreateAsync(postgres);
        world.Settings["Ingestion:ScheduleJitter"] = "0";
        await using var source = await ThingSource.StartAsync(1, 4);
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url, things => things with { Schedule = new("0 0 4 1 1 ?", "Europe/Berlin") }));
        using var answer = await host.Operator.PostAsync($"/v1/tenants/{world.Tenant}/sources/things/sync", null, TestContext.Current.CancellationToken);
        var run = (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["run"]!.GetValue<Guid>();
        answer.Headers.Location!.ToString().ShouldBe($"/v1/runs/{run}");
        await host.FinishedAsync(run);

        (await StatusAsync(host, $"runs/{run}/cancel", null)).Item1.ShouldBe(202);
        await Eventually.TrueAsync("the others are told", () => Task.FromResult(host.Facts.Of<RunCancelled>().Any(cancelled => cancelled.Run == run)));
        var view = await Eventually.GetAsync("the pass is recorded", async () => (await host.GetAsync($"/v1/tenants/{world.Tenant}/sources"))[0] is { } one && one["condition"] is not null ? one : null);
        ((string)view["state"]!).ShouldBe("idle");
        ((string)view["lastSync"]!["state"]!, (long)view["lastSync"]!["records"]!).ShouldBe(("succeeded", 4));
        ((string)view["condition"]!["status"]!).ShouldBe("True");
        DateTimeOffset.Parse((string)view["nextDueAt"]!, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime.TimeOfDay.ShouldBe(TimeSpan.FromHours(3));
    }

    private static async Task<(int Status, string Type)> StatusAsync(IngestionHost host, string path, object? body)
    {
        using var answer = body is null
            ? await host.Operator.PostAsync($"/v1/tenants/{host.Tenant}/{path}", null, TestContext.Current.CancellationToken)
            : await host.Operator.PostAsJsonAsync($"/v1/tenants/{host.Tenant}/{path}", body, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, (string)(await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["type"]!);
    }

    private static async Task<Guid> PostAsync(HttpClient client, TenantId tenant, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/tenants/{tenant}/runs") { Headers = { { "Idempotency-Key", key } }, Content = JsonContent.Create(new { }) };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["run"]!.GetValue<Guid>();
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Ingestion.Tests.Backfills;

public sealed class BackfillTests(PostgresFixture postgres)
{
    private const string Rows = """SELECT count(*)::int FROM "RAW".changes_changes""";

    [Fact]
    public async Task A_range_is_planned_confirmed_and_read_slice_by_slice_while_the_cursor_stays()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await StartAsync();
        var host = await ProvisionAsync(world, source);
        await host.RunAsync();
        var cursor = await world.ControlAsync<string>("SELECT state::text FROM ingestion.stream_state");

        var plan = await PostAsync(host, HttpStatusCode.OK, December());
        plan["slices"]!.AsArray().Count.ShouldBe(5);
        plan["estimate"]!["known"]!.GetValue<bool>().ShouldBeFalse();
        var id = await ConfirmAsync(host, December(), plan);
        var done = await UntilAsync(host, id, "succeeded");

        done["slices"]!.AsArray().Select(slice => (slice!["state"]!.ToString(), slice["records"]!.GetValue<int>(), slice["calls"]!.GetValue<int>())).Distinct().ShouldBe([("succeeded", 2, 1)]);
        // A sync takes whatever the source answers; a slice only what is its own.
        (await world.WarehouseAsync<int>(Rows)).ShouldBe(21 + 10);
        (await world.ControlAsync<string>("SELECT state::text FROM ingestion.stream_state")).ShouldBe(cursor);
        (await world.ControlAsync<bool>("SELECT bool_and(w.priority = 3) FROM ingestion.work w WHERE kind = 'sync'")).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_covered_is_left_out_unless_it_is_forced_and_calls_are_known_from_then_on()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await StartAsync();
        var host = await ProvisionAsync(world, source);
        await host.RunAsync();
        await UntilAsync(host, await ConfirmAsync(host, December(), await PostAsync(host, HttpStatusCode.OK, December())), "succeeded");

        var wider = await PostAsync(host, HttpStatusCode.OK, new { from = "2025-11-30T00:00:00Z", to = "2026-01-15T00:00:00Z" });
        var forced = await PostAsync(host, HttpStatusCode.OK, new { from = "2025-12-01T00:00:00Z", to = "2025-12-06T00:00:00Z", force = true }, "?dry_run=true");

        // The day before the backfill, and the days between it and the start of the syncs; the rest is there.
        wider["gaps"]!.AsArray().Select(gap => gap!["from"]!.GetValue<DateTimeOffset>().UtcDateTime.Date).ShouldBe([new(2025, 11, 30), new(2025, 12, 6)]);
        wider["gaps"]![1]!["to"]!.GetValue<DateTimeOffset>().ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        (forced["estimate"]!["known"]!.GetValue<bool>(), forced["estimate"]!["calls"]!.GetValue<int>()).ShouldBe((true, 5));
    }

    [Fact]
    public async Task A_plan_that_was_not_shown_is_not_carried_out()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await StartAsync();
        var host = await ProvisionAsync(world, source);

        await PostAsync(host, HttpStatusCode.Conflict, new { from = "2025-12-01T00:00:00Z", to = "2025-12-06T00:00:00Z", confirm = "another" });

        (await world.ControlAsync<long>("SELECT count(*) FROM ingestion.backfills")).ShouldBe(0);
    }

    [Fact]
    public async Task What_has_no_cursor_by_time_is_refused_with_what_to_do_instead()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await StartAsync();
        var host = await world.StartAsync();
        await host.ProvisionAsync(1, ("things", IngestionHost.Things(source.Url)), ("files", new SourceSpec { Connector = SourceSpec.LandedFiles, Streams = ["things"], Config = IngestionHost.Json(new { folder = world.Lake }) }));
        var range = new { from = "2025-12-01T00:00:00Z", to = "2025-12-06T00:00:00Z" };

        (await PostAsync(host, HttpStatusCode.UnprocessableEntity, range, of: "things"))["detail"]!.ToString().ShouldContain("start a sync instead");
        (await PostAsync(host, HttpStatusCode.UnprocessableEntity, range, of: "files"))["detail"]!.ToString().ShouldContain("drop the files");
        (await PostAsync(host, HttpStatusCode.UnprocessableEntity, new { from = "2025-12-06T00:00:00Z", to = "2025-12-01T00:00:00Z", step = "P1M" }, of: "things"))["errors"]!.AsObject().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_year_in_steps_of_a_day_is_one_plan_that_can_be_given_up_and_a_longer_one_is_refused()
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await StartAsync();
        var host = await ProvisionAsync(world, source);
        var year = new { from = "2024-01-01T00:00:00Z", to = "2025-01-01T00:00:00Z", step = "P1D" };

        var plan = await PostAsync(host, HttpStatusCode.OK, year);
        plan["slices"]!.AsArray().Count.ShouldBe(366);
        var refused = await PostAsync(host, HttpStatusCode.UnprocessableEntity, new { from = "2020-01-01T00:00:00Z", to = "2025-01-01T00:00:00Z", step = "P1D" });
        refused.ToJsonString().ShouldContain("1000");

        var id = await ConfirmAsync(host, year, plan);
        await Eventually.TrueAsync("some of it is done", async () => (await GetAsync(host, id))["slicesDone"]!.GetValue<int>() >= 3);
        await CommandAsync(host, id, "cancel");
        var over = await UntilAsync(host, id, "cancelled");
        await Eventually.TrueAsync("nothing is under way", () => world.ControlAsync<bool>("SELECT NOT EXISTS (SELECT 1 FROM ingestion.syncs WHERE state IN ('queued', 'running'))"));

        over["slices"]!.AsArray().Count.ShouldBe(366);
        (await world.ControlAsync<long>("SELECT count(*) FROM ingestion.runs")).ShouldBeLessThan(60);
    }

    [Fact]
    public async Task A_paused_backfill_ends_its_slice_and_waits_until_it_is_resumed()
    {
        await using var world = await World.CreateAsync(postgres);
        var gate = new Gate();
        await using var source = await StartAsync(gate);
        var host = await ProvisionAsync(world, source);
        var id = await ConfirmAsync(host, December(), await PostAsync(host, HttpStatusCode.OK, December()));
        await gate.Reached;

        await CommandAsync(host, id, "pause");
        gate.Open();
        await Eventually.TrueAsync("the slice under way has ended", async () => (await GetAsync(host, id))["slicesDone"]!.GetValue<int>() == 1);
        var paused = await GetAsync(host, id);
        await CommandAsync(host, id, "resume");
        await UntilAsync(host, id, "succeeded");

        paused["state"]!.ToString().ShouldBe("paused");
        paused["slices"]!.AsArray().Count(slice => slice!["state"]!.ToString() == "waiting").ShouldBe(4);
        (await world.WarehouseAsync<int>(Rows)).ShouldBe(10);
    }

    [Fact]
    public async Task A_cancelled_backfill_reads_no_further()
    {
        await using var world = await World.CreateAsync(postgres);
        var gate = new Gate();
        await using var source = await StartAsync(gate);
        var host = await ProvisionAsync(world, source);
        var id = await ConfirmAsync(host, December(), await PostAsync(host, HttpStatusCode.OK, December()));
        await gate.Reached;

        await CommandAsync(host, id, "cancel");
        gate.Open();
        await Eventually.TrueAsync("every slice is given up", async () => (await GetAsync(host, id))["slices"]!.AsArray().All(slice => slice!["state"]!.ToString() == "cancelled"));

        (await world.WarehouseAsync<int>(Rows)).ShouldBe(0);
        using var over = await host.Operator.PostAsync($"{Path(host)}/{id}/resume", null, TestContext.Current.CancellationToken);
        over.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_slice_that_fails_stops_the_backfill_and_resuming_reads_it_again()
    {
        await using var world = await World.CreateAsync(postgres);
        world.Settings["Ingestion:SyncAttempts"] = "1";
        var broken = true;
        await using var source = await TestSource.StartAsync(context =>
        {
            if (broken && context.Request.Query["since"].ToString().StartsWith("2025-12-03", StringComparison.Ordinal)) context.Response.StatusCode = 500;
            return Records();
        });
        var host = await ProvisionAsync(world, source);
        var id = await ConfirmAsync(host, December(), await PostAsync(host, HttpStatusCode.OK, December()));
        var failed = await UntilAsync(host, id, "failed");

        broken = false;
        await CommandAsync(host, id, "resume");
        await UntilAsync(host, id, "succeeded");

        (failed["slicesDone"]!.GetValue<int>(), failed["error"]!.ToString()).ShouldSatisfyAllConditions(it => it.Item1.ShouldBe(2), it => it.Item2.ShouldContain("500"));
        (await world.WarehouseAsync<int>(Rows)).ShouldBe(10);
    }

    [Fact]
    public async Task A_resumed_backfill_leaves_out_what_another_has_read_meanwhile()
    {
        await using var world = await World.CreateAsync(postgres);
        world.Settings["Ingestion:SyncAttempts"] = "1";
        var broken = true;
        await using var source = await TestSource.StartAsync(context =>
        {
            if (broken && context.Request.Query["since"].ToString().StartsWith("2025-12-02", StringComparison.Ordinal)) context.Response.StatusCode = 500;
            return Records();
        });
        var host = await ProvisionAsync(world, source);
        var first = await ConfirmAsync(host, December(), await PostAsync(host, HttpStatusCode.OK, December()));
        await UntilAsync(host, first, "failed");
        broken = false;
        var other = new { from = "2025-12-03T12:00:00Z", to = "2025-12-06T00:00:00Z" };
        await UntilAsync(host, await ConfirmAsync(host, other, await PostAsync(host, HttpStatusCode.OK, other)), "succeeded");

        await CommandAsync(host, first, "resume");
        var done = await UntilAsync(host, first, "succeeded");

        // The third day's first half is left of it.
        done["slices"]!.AsArray().Select(slice => slice!["records"]!.GetValue<int>()).ShouldBe([2, 2, 1]);
        (await world.WarehouseAsync<int>(Rows)).ShouldBe(10);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1969-12-31T23:59:59Z")]
    public async Task A_range_from_before_all_records_is_refused(string from)
    {
        await using var world = await World.CreateAsync(postgres);
        await using var source = await StartAsync();
        var host = await ProvisionAsync(world, source);

        (await PostAsync(host, HttpStatusCode.UnprocessableEntity, new { from, to = "2025-12-01T00:00:00Z", step = "P100000D" }))["errors"]!["from"]![0]!.ToString().ShouldContain("1970");
    }

    [Fact]
    public async Task Another_process_goes_on_where_one_died_and_no_slice_is_landed_twice()
    {
        await using var world = await World.CreateAsync(postgres);
        world.Settings["Ingestion:LeaseTime"] = "00:00:02";
        var gate = new Gate();
        await using var source = await StartAsync(gate, "2025-12-02");
        var first = await ProvisionAsync(world, source);
        var id = await ConfirmAsync(first, December(), await PostAsync(first, HttpStatusCode.OK, December()));
        await gate.Reached;

        var second = await world.StartAsync();
        await first.StopAsync();
        gate.Open();
        await UntilAsync(second, id, "succeeded");

        (await world.WarehouseAsync<int>(Rows)).ShouldBe(10);
        (await world.ControlAsync<bool>("SELECT count(*) = 5 AND count(DISTINCT run) = 5 FROM ingestion.batches WHERE state = 'loaded'")).ShouldBeTrue();
    }

    /// <summary>Two records a day, from 29 November to 8 December at midnight and noon, and one of May; whoever asks gets all of them.</summary>
    private static Task<TestSource> StartAsync(Gate? gate = null, string at = "2025-12-01") => TestSource.StartAsync(async (context, _, _) =>
    {
        if (gate is not null && context.Request.Query["since"].ToString().StartsWith(at, StringComparison.Ordinal)) await gate.PassAsync().WaitAsync(context.RequestAborted);
        context.Response.ContentType = "application/json";
        await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, context.Request.Path == "/changes" ? Records() : "[]");
    });

    private static string Records()
    {
        var times = Enumerable.Range(-2, 10).SelectMany(day => new[] { 0, 12 }.Select(hour => new DateTime(2025, 12, 1, hour, 0, 0, DateTimeKind.Utc).AddDays(day))).Append(new DateTime(2026, 5, 1, 0, 0, 0, DateTimeKind.Utc));
        return $"[{string.Join(',', times.Select((time, id) => $$"""{"id":{{id}},"updated_at":"{{time:yyyy-MM-dd'T'HH:mm:ss'Z'}}"}"""))}]";
    }

    private static object December() => new { from = "2025-12-01T00:00:00Z", to = "2025-12-06T00:00:00Z" };

    private static string Path(IngestionHost host, string of = "changes") => $"/v1/tenants/{host.Tenant}/sources/{of}/backfills";

    private static async Task<IngestionHost> ProvisionAsync(World world, TestSource source)
    {
        var host = await world.StartAsync();
        await host.ProvisionAsync(1, ("changes", new SourceSpec { Connector = "changes", Config = IngestionHost.Json(new { base_url = source.Url }) }));
        return host;
    }

    private static async Task<JsonNode> PostAsync(IngestionHost host, HttpStatusCode expected, object body, string query = "", string of = "changes")
    {
        using var answer = await host.Operator.PostAsJsonAsync(Path(host, of) + query, body, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(expected, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<Guid> ConfirmAsync(IngestionHost host, object request, JsonNode plan)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(request)!;
        body["confirm"] = plan["hash"]!.ToString();
        return (await PostAsync(host, HttpStatusCode.Accepted, body))["backfill"]!.GetValue<Guid>();
    }

    private static async Task CommandAsync(IngestionHost host, Guid backfill, string command)
    {
        using var answer = await host.Operator.PostAsync($"{Path(host)}/{backfill}/{command}", null, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    private static Task<JsonNode> GetAsync(IngestionHost host, Guid backfill) => host.GetAsync($"{Path(host)}/{backfill}");

    private static Task<JsonNode> UntilAsync(IngestionHost host, Guid backfill, string state) => Eventually.GetAsync($"the backfill has {state}", async () =>
        await GetAsync(host, backfill) is var now && now["state"]!.ToString() == state ? now : null);
}

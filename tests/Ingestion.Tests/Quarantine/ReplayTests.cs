using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Lake;
using ControlPlane.Lake.FileSystem;
using ControlPlane.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Ingestion.Tests.Quarantine;

public sealed class ReplayTests(PostgresFixture postgres)
{
    private const string Ids = """SELECT string_agg(_airbyte_data ->> 'id', ',' ORDER BY _airbyte_data ->> 'id') FROM "RAW".files_things""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rejected_rows_that_pass_now_are_loaded_once_and_the_others_stay_in_quarantine()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await world.StartAsync();
        var rejected = await RejectAsync(world, host);
        var listed = (await host.GetAsync(Quarantine(world))).AsArray().ShouldHaveSingleItem()!;
        ((string)listed["replay"]!, (long)listed["rejected"]!, (Guid)listed["run"]!).ShouldBe(("possible", 2, rejected));
        listed["reasons"]!.AsArray().Count.ShouldBe(2);

        await host.ProvisionAsync(2, ("files", DroppedFiles.Source(world)));
        var run = await ReplayAsync(world, host);
        (await host.FinishedAsync(run)).Outcome.ShouldBe(StageStatus.Succeeded);

        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Rejected, entry.Landed, entry.Loaded).ShouldBe((2, 1, 1, 1));
        (await world.WarehouseAsync<string>(Ids)).ShouldBe("1,3,4,two");
        var after = (await host.GetAsync(Quarantine(world))).AsArray();
        after.Select(one => (string)one!["replay"]!).ShouldBe(["possible", "done"]);
        ((Guid)after[1]!["replayedBy"]!).ShouldBe(entry.Batch);

        // What failed again can be tried again, and what passed is not.
        var next = await ReplayAsync(world, host);
        await host.FinishedAsync(next);
        host.Facts.Ledger(next).ShouldHaveSingleItem().Rejected.ShouldBe(1);
        (await world.WarehouseAsync<string>(Ids)).ShouldBe("1,3,4,two");
    }

    [Fact]
    public async Task Two_who_ask_for_a_replay_at_once_get_it_once()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await world.StartAsync();
        await RejectAsync(world, host);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.Operator.PostAsync($"{Quarantine(world)}/replay", null, Token)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(3);
    }

    [Fact]
    public async Task A_replay_that_fails_can_be_asked_for_again()
    {
        await using var world = await World.CreateAsync(postgres);
        world.Settings["Ingestion:SyncAttempts"] = "1";
        var lake = new FaultyLake(new FileSystemLake(world.Lake));
        var host = await world.StartAsync(services => services.AddSingleton<ILake>(lake));
        await RejectAsync(world, host);
        await host.ProvisionAsync(2, ("files", DroppedFiles.Source(world)));

        lake.OnCommit = path => path.Key.EndsWith("_SUCCESS", StringComparison.Ordinal) ? throw new IOException("The disk is gone.") : Task.CompletedTask;
        (await host.FinishedAsync(await ReplayAsync(world, host))).Outcome.ShouldBe(StageStatus.Failed);
        lake.OnCommit = _ => Task.CompletedTask;
        (await host.FinishedAsync(await ReplayAsync(world, host))).Outcome.ShouldBe(StageStatus.Succeeded);

        (await world.WarehouseAsync<string>(Ids)).ShouldBe("1,3,4,two");
    }

    [Fact]
    public async Task A_refused_push_is_replayed_whole_and_a_refused_sync_needs_no_replay()
    {
        await using var world = await World.CreateAsync(postgres);
        var host = await world.StartAsync();
        await host.ProvisionAsync(1, ("pushed", Pushed()), ("files", DroppedFiles.Source(world, contract: "things") with { MaxRejectedShare = 0 }));
        await DroppedFiles.DropAsync(world, "1.jsonl", "{}");
        using var pushed = await host.Operator.PostAsync($"/v1/tenants/{world.Tenant}/sources/pushed/records", new StringContent("{\"id\":1,\"name\":\"a\"}\n{\"id\":\"two\",\"name\":\"b\"}"), Token);
        var refused = (Guid)(await pushed.Content.ReadFromJsonAsync<JsonNode>(Token))!["run"]!;
        (await host.FinishedAsync(refused)).Outcome.ShouldBe(StageStatus.Failed);
        host.Facts.Ledger(refused).ShouldHaveSingleItem().Rejected.ShouldBe(2);
        (await host.RunAsync()).Finished.Outcome.ShouldBe(StageStatus.Failed);

        (await host.Operator.PostAsync($"{Quarantine(world)}/replay", null, Token)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ((string)(await host.GetAsync(Quarantine(world)))[0]!["replay"]!).ShouldBe("notNeeded");
        var run = await ReplayAsync(world, host, "pushed");
        await host.FinishedAsync(run);

        var entry = host.Facts.Ledger(run).ShouldHaveSingleItem();
        (entry.Read, entry.Rejected, entry.Loaded).ShouldBe((2, 1, 1));
    }

    [Fact]
    public async Task Rows_that_a_full_refresh_overtook_while_their_replay_waited_are_not_put_on_top_of_it()
    {
        await using var world = await World.CreateAsync(postgres);
        var (gate, holds, answer) = (new Gate(), false, """[{"id":1,"name":"a"},{"id":"two","name":"old"}]""");
        await using var source = await TestSource.StartAsync(async (context, _, _) =>
        {
            if (holds) await gate.PassAsync();
            await context.Response.WriteAsync(ThingSource.PageOf(context) > 1 ? "[]" : answer, Token);
        });
        var host = await world.StartAsync();
        await host.ProvisionAsync(IngestionHost.Things(source.Url, things => things with { MaxRejectedShare = 0.5 }));
        await host.RunAsync();

        (holds, answer) = (true, """[{"id":1,"name":"b"}]""");
        var refresh = await host.StartRunAsync();
        await gate.Reached;
        var replay = await ReplayAsync(world, host, "things");
        gate.Open();

        (await host.FinishedAsync(refresh)).Outcome.ShouldBe(StageStatus.Succeeded);
        (await host.FinishedAsync(replay)).Outcome.ShouldBe(StageStatus.Succeeded);
        host.Facts.Ledger(replay).ShouldBeEmpty();
        ((string)(await host.GetAsync(Quarantine(world, "things")))[0]!["replay"]!).ShouldBe("replaced");
    }

    private static SourceSpec Pushed() => new() { Connector = SourceSpec.Push, Contract = "things", Streams = ["things"], Config = IngestionHost.Json(new { }), MaxRejectedShare = 0 };

    /// <summary>Four rows, of which one is against the contract and one no JSON.</summary>
    private static async Task<Guid> RejectAsync(World world, IngestionHost host)
    {
        await host.ProvisionAsync(1, ("files", DroppedFiles.Source(world, contract: "things")));
        await DroppedFiles.DropAsync(world, "1.jsonl", ThingSource.Thing(1), """{"id":"two","name":"b"}""", "not json", ThingSource.Thing(3), ThingSource.Thing(4));
        var (run, finished) = await host.RunAsync();
        finished.Outcome.ShouldBe(StageStatus.Succeeded);
        host.Facts.Ledger(run).ShouldHaveSingleItem().Rejected.ShouldBe(2);
        return run;
    }

    private static string Quarantine(World world, string source = "files") => $"/v1/tenants/{world.Tenant}/sources/{source}/quarantine";

    private static async Task<Guid> ReplayAsync(World world, IngestionHost host, string source = "files")
    {
        using var answer = await host.Operator.PostAsync($"{Quarantine(world, source)}/replay", null, Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(Token));
        return (Guid)(await answer.Content.ReadFromJsonAsync<JsonNode>(Token))!["run"]!;
    }
}

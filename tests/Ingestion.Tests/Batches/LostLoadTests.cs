using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.Tests.Hosting;
using ControlPlane.Reconciliation;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.Postgres;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Ingestion.Tests.Batches;

public sealed class LostLoadTests(PostgresFixture postgres)
{
    private const string Ids = """SELECT string_agg(_airbyte_data ->> 'id', ',' ORDER BY _airbyte_data ->> 'id') FROM "RAW".changes_changes""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_of_a_batch_whose_load_fails_for_good_after_the_cursor_has_moved_on_can_be_replayed_once()
    {
        await using var world = await World.CreateAsync(postgres);
        var answer = """[{"id":1,"updated_at":"2026-03-01T00:00:00Z"},{"id":2,"updated_at":"2026-04-01T00:00:00Z"}]""";
        await using var source = await TestSource.StartAsync(_ => answer);
        var secondHasLanded = false;
        var host = await StartAsync(world, source, lostLoad: 0, () => secondHasLanded);
        var lost = await host.StartRunAsync();
        await Eventually.TrueAsync("its load is tried again", () => world.ControlAsync<bool>("SELECT EXISTS (SELECT 1 FROM ingestion.batches WHERE attempts > 0)"));
        answer = """[{"id":3,"updated_at":"2026-05-01T00:00:00Z"}]""";
        var second = await host.StartRunAsync();
        (await host.FinishedAsync(second)).Outcome.ShouldBe(StageStatus.Succeeded);
        secondHasLanded = true;
        (await host.FinishedAsync(lost)).Outcome.ShouldBe(StageStatus.Failed);

        var listed = (await host.GetAsync(Quarantine(world))).AsArray().ShouldHaveSingleItem()!;
        var imbalance = host.Facts.Ledger(lost).ShouldHaveSingleItem();
        using var accepted = await host.Operator.PostAsync($"{Quarantine(world)}/replay", null, Token);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync(Token));
        var replay = (Guid)(await accepted.Content.ReadFromJsonAsync<JsonNode>(Token))!["run"]!;
        (await host.FinishedAsync(replay)).Outcome.ShouldBe(StageStatus.Succeeded);
        using var again = await host.Operator.PostAsync($"{Quarantine(world)}/replay", null, Token);

        ((string)listed["replay"]!, (long)listed["rejected"]!, imbalance.Landed, imbalance.Loaded).ShouldBe(("possible", 2, 2, 0));
        (await world.WarehouseAsync<string>(Ids)).ShouldBe("1,2,3");
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var settled = await Eventually.GetAsync("the ledger is balanced again", () => Task.FromResult(host.Facts.Ledger(lost).SingleOrDefault(one => one.Landed == 0)));
        settled.Rejected.ShouldBe(2);
        (await world.ControlAsync<string>("SELECT error FROM ingestion.batches WHERE run = @lost", new { lost })).ShouldContain("does not take it");
    }

    [Fact]
    public async Task A_sync_that_knew_rows_as_landed_which_a_failed_load_gives_back_reads_them_again_although_the_cursor_looks_the_same()
    {
        await using var world = await World.CreateAsync(postgres);
        var (gate, holds) = (new Gate(), false);
        var answer = """[{"id":1,"updated_at":"2026-05-01T00:00:00Z"}]""";
        await using var source = await TestSource.StartAsync(async (context, _, _) =>
        {
            if (holds) await gate.PassAsync();
            await context.Response.WriteAsync(answer);
        });
        var mayFail = false;
        var host = await StartAsync(world, source, lostLoad: 1, () => mayFail);
        await host.RunAsync();

        answer = """[{"id":1,"updated_at":"2026-05-01T00:00:00Z"},{"id":2,"updated_at":"2026-05-01T00:00:00Z"}]""";
        var lost = await host.StartRunAsync();
        await Eventually.TrueAsync("its load is tried again", () => world.ControlAsync<bool>("SELECT EXISTS (SELECT 1 FROM ingestion.batches WHERE attempts > 0)"));
        holds = true;
        var third = await host.StartRunAsync();
        await gate.Reached;
        mayFail = true;
        (await host.FinishedAsync(lost)).Outcome.ShouldBe(StageStatus.Failed);
        holds = false;
        gate.Open();

        (await host.FinishedAsync(third)).Outcome.ShouldBe(StageStatus.Succeeded);
        host.Facts.Ledger(third).ShouldHaveSingleItem().Read.ShouldBe(1);
        (await world.WarehouseAsync<string>(Ids)).ShouldBe("1,2");
    }

    /// <param name="lostLoad">Which run's load fails, counted from 0: first as if the warehouse were away, then for good.</param>
    private static async Task<IngestionHost> StartAsync(World world, TestSource source, int lostLoad, Func<bool> forGood)
    {
        var runs = new List<Guid>();
        var host = await world.StartAsync(services => services.AddSingleton<IWarehouse>(provider => new FaultyWarehouse(provider.GetRequiredService<PostgresWarehouse>())
        {
            BeforeLoad = batch =>
            {
                lock (runs)
                {
                    if (!runs.Contains(batch.Run)) runs.Add(batch.Run);
                    if (runs.IndexOf(batch.Run) != lostLoad) return Task.CompletedTask;
                }
                throw forGood() ? new Fault(FaultKind.Rejected, "StatementRefused", "The warehouse does not take it.") : new IOException("The warehouse is away.");
            },
        }));
        await host.ProvisionAsync(1, ("changes", new SourceSpec { Connector = "changes", Config = IngestionHost.Json(new { base_url = source.Url }), SyncMode = SyncMode.IncrementalAppend }));
        return host;
    }

    private static string Quarantine(World world) => $"/v1/tenants/{world.Tenant}/sources/changes/quarantine";
}

using System.Diagnostics;
using System.Globalization;
using ControlPlane.AppHost.Embedded;
using ControlPlane.AppHost.MainJob;
using ControlPlane.EndToEnd.Processes;
using ControlPlane.Testing;
using Npgsql;

namespace ControlPlane.EndToEnd;

/// <summary><c>kill -9</c> at every stage: afterwards the run completes, with nothing twice and nothing missing.</summary>
public sealed class KillTests : IDisposable
{
    private const int Events = 40_000;

    /// <summary>What the database shows at the moment to strike: that, or anything later.</summary>
    private static readonly Dictionary<string, string> Moments = new()
    {
        ["apply begins"] = "SELECT EXISTS (SELECT 1 FROM tenants.applies WHERE state = 'Running')",
        ["apply has made the database"] = "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = 'ACME_DEV_RAW')",
        ["sync"] = "SELECT EXISTS (SELECT 1 FROM ingestion.syncs WHERE state <> 'queued')",
        ["validate"] = "SELECT EXISTS (SELECT 1 FROM ingestion.batches WHERE state <> 'syncing')",
        ["load"] = "SELECT EXISTS (SELECT 1 FROM ingestion.batches WHERE state IN ('validated', 'loaded'))",
        ["transform"] = "SELECT EXISTS (SELECT 1 FROM transformation.runs WHERE transform_started_at IS NOT NULL)",
        ["test"] = "SELECT EXISTS (SELECT 1 FROM transformation.runs WHERE test_started_at IS NOT NULL)",
        ["activate"] = "SELECT EXISTS (SELECT 1 FROM insights.stages WHERE stage = 'activate' AND status <> 'Pending')",
    };

    private readonly TemporaryFolder _folder = new("kill");

    private string Data => _folder["data"];

    [Theory]
    [InlineData("apply begins", 0)]
    [InlineData("apply has made the database", 30)]
    [InlineData("sync", 0)]
    [InlineData("transform", 60)]
    public async Task Killed_once_the_next_start_completes_the_run(string moment, int laterMs)
    {
        var file = EventFile.Write(_folder["events.jsonl"], Events);
        await KillAtAsync(moment, laterMs, file);

        await CompletesAsync(file);
    }

    [Fact]
    public async Task Killed_at_every_stage_one_after_the_other_the_same_run_still_completes()
    {
        var file = EventFile.Write(_folder["events.jsonl"], Events);
        foreach (var moment in new[] { "sync", "validate", "load", "transform", "test", "activate" }) await KillAtAsync(moment, laterMs: 5, file);

        await CompletesAsync(file);
    }

    [Theory]
    [InlineData("load")]
    [InlineData("transform")]
    public async Task PostgreSQL_killed_under_load_comes_back_by_itself_and_the_run_completes(string moment)
    {
        var file = EventFile.Write(_folder["events.jsonl"], Events);
        await using var host = AppHostProcess.Start(Data, "--landed", file);
        await ReachedAsync(host, moment);
        using (var postmaster = Process.GetProcessById(Server.ProcessId(host.Data))) postmaster.Kill();

        await host.StaysUpAsync();
        using var client = await host.OperatorAsync();
        ((string?)(await client.EndOfAsync(await host.RunAsync()))["summary"]!["status"]).ShouldBe("Succeeded", host.Process.Said);
        host.Process.Output.ShouldContain("succeeded", customMessage: host.Process.Said);
        host.Process.Error.ShouldContain("ended unexpectedly: starting it again");
        await AccountedForAsync(client, await host.RunAsync(), host.Data);
    }

    public void Dispose() => _folder.Dispose();

    private async Task KillAtAsync(string moment, int laterMs, string file)
    {
        await using var host = AppHostProcess.Start(Data, "--landed", file);
        await ReachedAsync(host, moment);
        if (laterMs > 0) await Task.Delay(laterMs);
        await host.Process.KillAsync();
    }

    /// <summary>Asks as fast as it can: some stages are short.</summary>
    private static async Task ReachedAsync(AppHostProcess host, string moment)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < ChildProcess.Patience; await Task.Delay(2))
        {
            if (host.Process.HasExited) throw new InvalidOperationException($"AppHost ended before {moment}.\n{host.Process.Said}");
            try
            {
                await using var connection = await Server.Of(host.Data).OpenAsync("control");
                await using var ask = new NpgsqlCommand(Moments[moment], connection);
                while (await ask.ExecuteScalarAsync() is not true)
                    if (waited.Elapsed > ChildProcess.Patience || host.Process.HasExited) break;
                    else await Task.Delay(2);
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException or FormatException)
            {
                // Neither port, server nor table is there yet.
            }
        }
        throw new TimeoutException($"Still waiting for: {moment}\n{host.Process.Said}");
    }

    private async Task CompletesAsync(string file)
    {
        await using var host = AppHostProcess.Start(Data, "--landed", file);
        await host.StaysUpAsync();
        using var client = await host.OperatorAsync();
        host.Process.Output.ShouldContain(" of acme-dev succeeded", customMessage: host.Process.Said);
        var runs = (await client.GetAsync("v1/runs", default))["items"]!.AsArray().Select(run => (Guid)run!["run"]!).ToList();
        foreach (var run in runs)
        {
            var view = await client.EndOfAsync(run);
            ((string?)view["summary"]!["status"]).ShouldBe("Succeeded", view.ToJsonString());
        }
        // The oldest is the one that was interrupted: it took the file, and the later ones found nothing new.
        await AccountedForAsync(client, runs.Min(), host.Data);
    }

    private static async Task AccountedForAsync(ControlPlaneClient client, Guid run, DataFolder data)
    {
        var view = await client.GetAsync($"v1/runs/{run}", default);
        ((bool)view["ledger"]!["balanced"]!).ShouldBeTrue();
        view["ledger"]!["batches"]!.AsArray().Sum(batch => (long)batch!["loaded"]!).ShouldBe(Events);
        foreach (var stage in view["stages"]!.AsArray()) ((string?)stage!["status"]).ShouldBe("Succeeded", stage.ToJsonString());

        var server = Server.Of(data);
        (await server.ValueAsync<decimal>("ACME_DEV_RAW", """SELECT sum(events) FROM "MARTS".github_events_daily""")).ShouldBe(Events);
        (await server.ValueAsync<long>("ACME_DEV_RAW", """SELECT count(*) FROM "RAW".github_events""")).ShouldBe(Events);
        (await server.ValueAsync<long>("ACME_DEV_RAW", """SELECT count(DISTINCT _airbyte_raw_id) FROM "RAW".github_events""")).ShouldBe(Events);
        (await server.ListAsync("ACME_DEV_RAW", """SELECT rows::text FROM "RAW"._loads""")).ShouldBe([Events.ToString(CultureInfo.InvariantCulture)]);
        // Builds of a dead attempt go when the next run looks; those of the last run are gone when it has ended.
        (await server.ListAsync("ACME_DEV_RAW", "SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'v') AND relname ~ '__b[0-9a-f]{8}$'")).ShouldBeEmpty();
        (await server.ValueAsync<long>("ACME_DEV_RAW", "SELECT count(*) FROM pg_prepared_xacts")).ShouldBe(0);

        var objects = Directory.EnumerateFiles(data.Lake, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(data.Lake, file).Replace('\\', '/')).ToList();
        objects.ShouldNotContain(name => name.StartsWith(".unfinished/", StringComparison.Ordinal));
        objects.Where(name => name.EndsWith(".jsonl.gz", StringComparison.Ordinal)).Select(name => $"{name.Split('/')[1]} {Path.GetFileName(name)}").Order()
            .ShouldBe([$"bronze {run}.jsonl.gz", $"raw {run}.jsonl.gz"]);
    }
}

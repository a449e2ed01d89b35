using System.Text.Json.Nodes;
using ControlPlane.Benchmarks.Hosting;
using ControlPlane.Benchmarks.Measuring;

namespace ControlPlane.Benchmarks;

/// <summary>
/// 500 tenants that all ask for a sync of 1,000 records at once, against one tenant with one sync of 500,000: until the last sync has
/// landed, and until everything is loaded. The one is measured before and after the other, on the same platform.
/// </summary>
internal sealed class ManyTenants : IBenchmark
{
    private const int Tenants = 500;
    private const int AtOnce = 8;
    private const string Large = "large-dev";
    private const string Of = "r.tenant LIKE 'small%'";

    public string Name => "many-tenants";

    public string Measures => "500 tenants with one due sync each of 1,000 records, against one tenant with one sync of 500,000";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        using var server = await RecordServer.StartAsync();
        using var folder = new Testing.TemporaryFolder("blueprints");
        await using var platform = await Platform.StartAsync(RecordBlueprint.Write(folder.Path), all: false, cancellationToken);
        var small = Enumerable.Range(0, Tenants).Select(number => $"small{number:000}-dev").ToList();
        await RecordBlueprint.DeclareAsync(platform, Large, $"{server.Address}/of/{Tenants}", cancellationToken);
        await Parallel.ForEachAsync(small, Options(cancellationToken), async (tenant, token) => await RecordBlueprint.DeclareAsync(platform, tenant, $"{server.Address}/of/1", token));
        report.Note($"{Tenants} tenants provisioned");
        var (landed, loaded) = (new Sample(), new Sample());
        await LargeAsync(platform, landed, loaded, cancellationToken);
        var statements = await StatementsAsync(platform, cancellationToken);
        await Parallel.ForEachAsync(small, Options(cancellationToken), async (tenant, token) => await platform.SendAsync(HttpMethod.Post, $"v1/tenants/{tenant}/runs", new JsonObject(), token));
        await platform.UntilAsync($"SELECT count(*) = {Tenants} FROM ingestion.runs r WHERE {Of} AND finished_at IS NOT NULL", cancellationToken);
        statements = await StatementsAsync(platform, cancellationToken) - statements;
        var asked = $"(SELECT min(started_at) FROM ingestion.runs r WHERE {Of})";
        var allLanded = await SecondsAsync(platform, $"SELECT max(s.finished_at) - {asked} FROM ingestion.syncs s JOIN ingestion.runs r USING (run) WHERE {Of}", cancellationToken);
        var allLoaded = await SecondsAsync(platform, $"SELECT max(finished_at) - {asked} FROM ingestion.runs r WHERE {Of}", cancellationToken);
        var latest = await SecondsAsync(platform, $"SELECT max(s.started_at - r.started_at) FROM ingestion.syncs s JOIN ingestion.runs r USING (run) WHERE {Of}", cancellationToken);
        Count.Check("records of all tenants", Tenants * RecordServer.PerPage, await platform.ControlAsync<long>($"SELECT sum(loaded)::bigint FROM ingestion.batches r WHERE {Of}", cancellationToken));
        await LargeAsync(platform, landed, loaded, cancellationToken);
        report.Figure($"{Tenants} syncs landed", $"{allLanded:0.0} s, {allLanded / Tenants * 1000:0} ms a tenant", $"one sync: {landed}", $"{allLanded / landed.Median:0.0}", "none set", true);
        report.Figure("and loaded", $"{allLoaded:0.0} s, {statements / Tenants} transactions a tenant", $"one sync: {loaded}", $"{allLoaded / loaded.Median:0.0}", "none set", true);
        report.Figure("latest start of any tenant", $"{latest:0.0} s after it had asked", $"all landed after {allLanded:0.0} s", $"{latest / allLanded:0.00}", "before the last has landed", latest < allLanded);
    }

    private static ParallelOptions Options(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };

    private static async Task LargeAsync(Platform platform, Sample landed, Sample loaded, CancellationToken cancellationToken)
    {
        var run = (string)(await platform.SendAsync(HttpMethod.Post, $"v1/tenants/{Large}/runs", new JsonObject(), cancellationToken))!["run"]!;
        await platform.UntilAsync($"SELECT EXISTS (SELECT FROM ingestion.runs WHERE run = '{run}' AND finished_at IS NOT NULL)", cancellationToken);
        Count.Check("records of the large sync", Tenants * RecordServer.PerPage, await platform.ControlAsync<long>($"SELECT sum(loaded)::bigint FROM ingestion.batches WHERE run = '{run}'", cancellationToken));
        landed.Add(await SecondsAsync(platform, $"SELECT s.finished_at - r.started_at FROM ingestion.syncs s JOIN ingestion.runs r USING (run) WHERE run = '{run}'", cancellationToken));
        loaded.Add(await SecondsAsync(platform, $"SELECT finished_at - started_at FROM ingestion.runs WHERE run = '{run}'", cancellationToken));
    }

    private static Task<double> SecondsAsync(Platform platform, string interval, CancellationToken cancellationToken) =>
        platform.ControlAsync<double>($"SELECT extract(epoch FROM ({interval}))::float8", cancellationToken);

    /// <summary>Transactions that the server has committed so far, over all databases.</summary>
    private static Task<long> StatementsAsync(Platform platform, CancellationToken cancellationToken) =>
        platform.SuperuserAsync<long>("postgres", "SELECT sum(xact_commit)::bigint FROM pg_stat_database", cancellationToken);
}

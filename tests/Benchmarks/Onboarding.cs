using System.Text.Json.Nodes;
using ControlPlane.Benchmarks.Bare;
using ControlPlane.Benchmarks.Hosting;
using ControlPlane.Benchmarks.Measuring;

namespace ControlPlane.Benchmarks;

/// <summary>
/// 200 tenants over the REST API (declare, look at the plan, apply it, until each is observed to be as declared and announced) against
/// <c>psql</c> running the very same statements from files, one <c>psql</c> a tenant. Both by as many at once, block by block in turn.
/// </summary>
internal sealed class Onboarding : IBenchmark
{
    private const int Tenants = 200;
    private const int Blocks = 5;
    private const int AtOnce = 4;

    private const string Objects = """
        SELECT (SELECT count(*) FROM pg_namespace WHERE nspname IN ('RAW', 'STAGING', 'INTERMEDIATE', 'MARTS'))
            + (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'RAW' AND relkind = 'r')
            + (SELECT count(*) FROM pg_default_acl) + (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace, aclexplode(relacl) WHERE nspname = 'RAW')
            + (SELECT count(*) FROM pg_namespace, aclexplode(nspacl) WHERE nspname IN ('RAW', 'STAGING', 'INTERMEDIATE', 'MARTS', 'public'))
            + (SELECT count(*) FROM pg_roles WHERE rolname LIKE replace(current_database(), '_RAW', '') || '\_%')
        """;

    public string Name => "onboarding";

    public string Measures => "onboarding 200 tenants, against the bare DDL through psql";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(null, all: true, cancellationToken);
        var script = await CaptureAsync(platform, cancellationToken);
        report.Note($"{script.Statements} statements a tenant; {AtOnce} at once on both sides; all services in this process");
        var psql = new Psql(platform.Warehouse);
        await BareAsync(psql, platform, script, Names("warm", 0, AtOnce), cancellationToken);
        await ProductAsync(platform, Names("tepid", 0, AtOnce), cancellationToken);
        var (product, bare, ratios) = (0.0, 0.0, new Sample());
        for (var block = 0; block < Blocks; block++)
        {
            var (ours, theirs) = (new Sample(), new Sample());
            await ours.MeasureAsync(() => ProductAsync(platform, Names("t", block, Tenants / Blocks), cancellationToken));
            await theirs.MeasureAsync(() => BareAsync(psql, platform, script, Names("p", block, Tenants / Blocks), cancellationToken));
            (product, bare) = (product + ours.Min, bare + theirs.Min);
            ratios.Add(ours.Min / theirs.Min);
            report.Note($"tenants {block * Tenants / Blocks + 1} to {(block + 1) * Tenants / Blocks}: {ours.Min * Blocks / Tenants:0.000} s a tenant, psql {theirs.Min * Blocks / Tenants:0.000} s");
        }
        await CheckAsync(platform, cancellationToken);
        report.Figure($"{Tenants} tenants", $"{product / Tenants:0.000} s a tenant", $"psql: {bare / Tenants:0.000} s a tenant", $"{product / bare:0.00} (median of blocks {ratios.Median:0.00}, best {ratios.Min:0.00})", "at most 1.5", product / bare <= 1.5);
    }

    private static JsonObject Spec() => new() { ["blueprint"] = "github-events", ["sources"] = new JsonObject { ["github"] = new JsonObject { ["schedule"] = null } } };

    private static List<string> Names(string kind, int block, int count) => [.. Enumerable.Range(0, count).Select(number => $"{kind}{block}x{number:00}")];

    private static async Task<TenantScript> CaptureAsync(Platform platform, CancellationToken cancellationToken)
    {
        var superuser = new Psql(platform.Server.SuperuserConnectionString);
        await superuser.RunAsync(cancellationToken, [.. TenantScript.LogOn.Split('\n').SelectMany(line => new[] { "-c", line })]);
        await ProductAsync(platform, ["probe"], cancellationToken);
        await superuser.RunAsync(cancellationToken, [.. TenantScript.LogOff.Split('\n').SelectMany(line => new[] { "-c", line })]);
        return TenantScript.Read(await File.ReadAllTextAsync(platform.ServerLog, cancellationToken), "PROBE_DEV");
    }

    private static async Task ProductAsync(Platform platform, List<string> clients, CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(clients, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (client, token) => await platform.DeclareAsync($"{client}-dev", Spec(), token));
        var list = string.Join(',', clients.Select(client => $"'{client}-dev'"));
        await platform.UntilAsync($"SELECT count(*) = {clients.Count} FROM ingestion.tenants WHERE tenant IN ({list})", cancellationToken);
    }

    private static async Task BareAsync(Psql psql, Platform platform, TenantScript script, List<string> clients, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(clients, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (client, token) =>
        {
            var file = Path.Combine(platform.Folder, $"{client}.sql");
            await File.WriteAllTextAsync(file, script.For($"{client.ToUpperInvariant()}_DEV"), token);
            await psql.RunAsync(token, "-f", file);
        });

    /// <summary>Both sides made as many databases, with the same in them.</summary>
    private static async Task CheckAsync(Platform platform, CancellationToken cancellationToken)
    {
        foreach (var kind in new[] { "T", "P" })
            Count.Check($"databases {kind}", Tenants, await platform.SuperuserAsync<long>("postgres", $@"SELECT count(*) FROM pg_database WHERE datname ~ '^{kind}\dX\d+_DEV_RAW$'", cancellationToken));
        foreach (var number in new[] { 0, Tenants / Blocks - 1 })
            Count.Check("objects and privileges in a tenant's database", await platform.SuperuserAsync<long>($"P0X{number:00}_DEV_RAW", Objects, cancellationToken), await platform.SuperuserAsync<long>($"T0X{number:00}_DEV_RAW", Objects, cancellationToken));
    }
}

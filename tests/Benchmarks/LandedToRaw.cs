using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json.Nodes;
using ControlPlane.Benchmarks.Bare;
using ControlPlane.Benchmarks.Hosting;
using ControlPlane.Benchmarks.Measuring;

namespace ControlPlane.Benchmarks;

/// <summary>
/// A landed file through the whole service: landed -> raw object -> checked, bronze object -> RAW by COPY, each stage durable and
/// accounted for; against <c>psql \copy</c> of the same file into one <c>jsonb</c> column of a table on the same server.
/// </summary>
internal sealed class LandedToRaw : IBenchmark
{
    private const long Bytes = 210 << 20;
    private const int Rounds = 4;
    private const string Tenant = "bench-dev";
    private const string Copy = "WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')";

    public string Name => "landed-to-raw";

    public string Measures => "a landed file to RAW in MB/s of JSON, against psql \\copy of the same file";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.StartAsync(null, all: false, cancellationToken);
        var lines = EventLines.Write(Path.Combine(platform.Folder, "events.jsonl"), Bytes);
        report.Note($"{lines.Bytes / 1e6:0} MB of JSON, {lines.Lines:N0} lines ({lines.Origin})");
        var landing = Directory.CreateDirectory(Path.Combine(platform.Folder, "landing")).FullName;
        await DeclareAsync(platform, landing, cancellationToken);
        var psql = new Psql(platform.Server.SuperuserConnectionString);
        await psql.RunAsync(cancellationToken, "-c", "CREATE DATABASE bare", "-c", "\\c bare", "-c", "CREATE TABLE events (document jsonb)");
        // One that does not count: the code is compiled, the files of the database are made.
        await MeasureAsync(platform, Land(landing, lines.File, "warm.jsonl"), lines.Lines, 1, cancellationToken);
        await CompareAsync(report, "plain file", platform, psql, lines, landing, lines.File, $"\\copy events FROM '{lines.File}' {Copy}", 1, cancellationToken);
        var packed = Path.Combine(platform.Folder, "events.jsonl.gz");
        await using (var gzip = new GZipStream(File.Create(packed), CompressionLevel.Optimal))
        await using (var plain = File.OpenRead(lines.File)) await plain.CopyToAsync(gzip, cancellationToken);
        await CompareAsync(report, "gzip file", platform, psql, lines, landing, packed, $"\\copy events FROM PROGRAM 'gzip -dc {packed}' {Copy}", 1 + Rounds, cancellationToken);
    }

    private static async Task CompareAsync(
        Report report, string what, Platform platform, Psql psql, EventLines lines, string landing, string file, string copy, int before, CancellationToken cancellationToken)
    {
        var (product, bare, stages) = (new Sample(), new Sample(), new List<string>());
        for (var round = 0; round < Rounds; round++)
        {
            await psql.RunAsync(cancellationToken, "-c", "\\c bare", "-c", "TRUNCATE events", "-c", "CHECKPOINT");
            await bare.MeasureAsync(() => psql.RunAsync(cancellationToken, "-c", "\\c bare", "-c", copy));
            Count.Check("rows by psql", lines.Lines, await platform.SuperuserAsync<long>("bare", "SELECT count(*) FROM events", cancellationToken));
            await psql.RunAsync(cancellationToken, "-c", "CHECKPOINT");
            var measured = await MeasureAsync(platform, Land(landing, file, $"{round}-{Path.GetFileName(file)}"), lines.Lines, before + round + 1, cancellationToken);
            product.Add(measured.Seconds);
            stages.Add(measured.Stages);
        }
        foreach (var stage in stages) report.Note($"{what}: {stage}");
        var (ours, theirs) = (lines.Bytes / 1e6 / product.Median, lines.Bytes / 1e6 / bare.Median);
        report.Figure($"{what} to RAW", $"{ours:0} MB/s ({product})", $"psql \\copy: {theirs:0} MB/s ({bare})", $"{ours / theirs:0.00} (best of each: {bare.Min / product.Min:0.00})", "at least 0.8", ours / theirs >= 0.8);
    }

    private static async Task DeclareAsync(Platform platform, string landing, CancellationToken cancellationToken)
    {
        await platform.DeclareAsync(Tenant, new JsonObject
        {
            ["blueprint"] = "github-events",
            ["sources"] = new JsonObject
            {
                ["github"] = new JsonObject { ["connector"] = "landed-files", ["contract"] = "github-events", ["config"] = new JsonObject { ["folder"] = landing, ["base_url"] = null }, ["schedule"] = null },
            },
        }, cancellationToken);
        await platform.UntilAsync($"SELECT EXISTS (SELECT FROM ingestion.tenants WHERE tenant = '{Tenant}')", cancellationToken);
    }

    /// <summary>Drops a copy with a name of its own, old enough to count as whole.</summary>
    private static string Land(string landing, string file, string name)
    {
        var landed = Path.Combine(landing, name);
        File.Copy(file, landed);
        File.SetLastWriteTimeUtc(landed, DateTime.UtcNow.AddHours(-1));
        return landed;
    }

    /// <summary>From asking for a run until its rows are committed in RAW and recorded as loaded.</summary>
    private static async Task<(double Seconds, string Stages)> MeasureAsync(Platform platform, string landed, long lines, int files, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var run = (string)(await platform.SendAsync(HttpMethod.Post, $"v1/tenants/{Tenant}/runs", new JsonObject { ["sources"] = new JsonArray("github") }, cancellationToken))!["run"]!;
        await platform.UntilAsync($"SELECT EXISTS (SELECT FROM ingestion.runs WHERE run = '{run}' AND state <> 'running')", cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Count.Check($"rows of {Path.GetFileName(landed)} recorded as loaded", lines, await platform.ControlAsync<long>($"SELECT sum(loaded)::bigint FROM ingestion.batches WHERE run = '{run}'", cancellationToken));
        Count.Check("rows in RAW", files * lines, await platform.SuperuserAsync<long>("BENCH_DEV_RAW", "SELECT count(*) FROM \"RAW\".github_events", cancellationToken));
        return (seconds, await platform.ControlAsync<string>($"""
            SELECT format('sync %s ms, validate %s ms, load %s ms, before and after %s ms', (1000 * sync)::int, (1000 * validate)::int, (1000 * load)::int, (1000 * (whole - sync - validate - load))::int)
            FROM ingestion.runs r JOIN ingestion.syncs s USING (run) JOIN ingestion.batches b USING (run), LATERAL (SELECT
                extract(epoch FROM s.finished_at - s.started_at) AS sync, extract(epoch FROM b.stage_started_at - s.finished_at) AS validate,
                extract(epoch FROM b.finished_at - b.stage_started_at) AS load, extract(epoch FROM r.finished_at - r.started_at) AS whole) t
            WHERE run = '{run}'
            """, cancellationToken));
    }
}

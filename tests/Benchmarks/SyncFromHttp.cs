using System.IO.Compression;
using System.Text.Json.Nodes;
using ControlPlane.Benchmarks.Hosting;
using ControlPlane.Benchmarks.Measuring;

namespace ControlPlane.Benchmarks;

/// <summary>
/// A sync of 100 pages of 1,000 records by a declarative manifest, from asking for the run to the landed, durable raw object; the server
/// is another process on the same machine. Against the least that could be done: read each page and gzip its bytes to a file.
/// </summary>
internal sealed class SyncFromHttp : IBenchmark
{
    private const int Rounds = 6;
    private const int More = 10;
    private const string Tenant = "bench-dev";
    private const string Large = "large-dev";
    private const long Records = RecordServer.Pages * RecordServer.PerPage;

    public string Name => "sync-from-http";

    public string Measures => "a sync of 100 pages of 1,000 records into a raw object: records/s and memory";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        using var server = await RecordServer.StartAsync();
        using var folder = new Testing.TemporaryFolder("blueprints");
        await using var platform = await Platform.StartAsync(RecordBlueprint.Write(folder.Path), all: false, cancellationToken);
        await RecordBlueprint.DeclareAsync(platform, Tenant, server.Address, cancellationToken);
        await RecordBlueprint.DeclareAsync(platform, Large, $"{server.Address}/of/{More * RecordServer.Pages}", cancellationToken);
        report.Note($"{Records:N0} records of {RecordServer.Bytes / Records} bytes, served by a process of its own");
        var (product, bare, peaks) = (new Sample(), new Sample(), new List<PeakMemory>());
        await RunAsync(platform, Tenant, Records, cancellationToken);
        for (var round = 0; round < Rounds; round++)
        {
            await bare.MeasureAsync(() => BareAsync(server.Address, Path.Combine(platform.Folder, "bare.gz"), cancellationToken));
            var memory = new PeakMemory();
            product.Add(await RunAsync(platform, Tenant, Records, cancellationToken));
            memory.Stop();
            peaks.Add(memory);
        }
        var rate = Records / product.Median;
        report.Figure("records/s into gzip", $"{rate:N0} records/s, {RecordServer.Bytes / 1e6 / product.Median:0} MB/s ({product})", $"read and gzip only: {Records / bare.Median:N0} records/s ({bare})", $"{bare.Median / product.Median:0.00}", "above 100,000 records/s", rate > 100_000);
        var (growth, own) = (peaks.Max(peak => peak.Growth), peaks.Max(peak => peak.Own));
        var large = new PeakMemory();
        await RunAsync(platform, Large, More * Records, cancellationToken);
        large.Stop();
        report.Figure("memory at 10 times the data", $"at the peak {large.Own / 1e6:0} MB of the process's own, {large.Growth / 1e6:0} MB on top of what it had", $"{own / 1e6:0} MB, {growth / 1e6:0} MB on top", $"{(double)large.Own / own:0.00}", "at most 1.10", large.Own <= 1.1 * own);
        report.Figure("memory while syncing",
            $"{growth / 1e6:0} MB of working set on top of what the idle process has; at the peak {own / 1e6:0} MB are its own in all",
            $"peak managed heap {peaks.Max(peak => peak.Heap) / 1e6:0} MB, peak working set with the runtime's shared files {peaks.Max(peak => peak.WorkingSet) / 1e6:0} MB", "-", "under 150 MB", own < 150_000_000);
    }

    /// <returns>Seconds from the run's start to the committed end of its sync.</returns>
    private static async Task<double> RunAsync(Platform platform, string tenant, long records, CancellationToken cancellationToken)
    {
        var run = (string)(await platform.SendAsync(HttpMethod.Post, $"v1/tenants/{tenant}/runs", new JsonObject(), cancellationToken))!["run"]!;
        await platform.UntilAsync($"SELECT EXISTS (SELECT FROM ingestion.syncs WHERE run = '{run}' AND finished_at IS NOT NULL)", cancellationToken);
        var seconds = await platform.ControlAsync<double>($"SELECT extract(epoch FROM s.finished_at - r.started_at)::float8 FROM ingestion.syncs s JOIN ingestion.runs r USING (run) WHERE run = '{run}'", cancellationToken);
        await platform.UntilAsync($"SELECT EXISTS (SELECT FROM ingestion.runs WHERE run = '{run}' AND state <> 'running')", cancellationToken);
        Count.Check("records landed", records, await platform.ControlAsync<long>($"SELECT sum(read)::bigint FROM ingestion.batches WHERE run = '{run}'", cancellationToken));
        Count.Check("records loaded", records, await platform.ControlAsync<long>($"SELECT sum(loaded)::bigint FROM ingestion.batches WHERE run = '{run}'", cancellationToken));
        return seconds;
    }

    private static async Task BareAsync(string address, string file, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        await using var target = File.Create(file);
        await using var gzip = new GZipStream(target, CompressionLevel.Fastest);
        for (var page = 1; page <= RecordServer.Pages; page++) gzip.Write(await http.GetByteArrayAsync($"records?page={page}", cancellationToken));
    }
}

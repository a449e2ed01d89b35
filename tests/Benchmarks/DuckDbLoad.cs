using System.Runtime.CompilerServices;
using ControlPlane.Benchmarks.Bare;
using ControlPlane.Benchmarks.Hosting;
using ControlPlane.Benchmarks.Measuring;
using ControlPlane.Contracts;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.DuckDb;
using ControlPlane.Warehouses.DuckDb.Provisioning;
using ControlPlane.Warehouses.Metering;
using ControlPlane.Warehouses.Provisioning;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.Benchmarks;

/// <summary>
/// The load stage into DuckDB: lines of a file through the appender into RAW, exactly once, every one checked to be JSON; against
/// DuckDB's own reader of such files, which fills a table with one JSON column.
/// </summary>
internal sealed class DuckDbLoad : IBenchmark
{
    private const long Bytes = 210 << 20;
    private const int Rounds = 4;
    private const string Table = "github_events";

    public string Name => "duckdb-load";

    public string Measures => "rows into RAW of DuckDB in MB/s of JSON, against DuckDB's read_ndjson_objects of the same file";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder("duckdb");
        var lines = EventLines.Write(folder["events.jsonl"], Bytes);
        report.Note($"{lines.Bytes / 1e6:0} MB of JSON, {lines.Lines:N0} lines ({lines.Origin})");
        var options = new DuckDbWarehouseOptions(folder["warehouse"]) { Cache = TemporaryFolder.Shared("native") };
        await using var warehouse = new DuckDbWarehouse(options, new StatementMeter(TimeProvider.System), TimeProvider.System, NullLogger<DuckDbWarehouse>.Instance);
        var provisioner = new DuckDbProvisioner(warehouse, NullLogger<DuckDbProvisioner>.Instance);
        var (product, bare) = (new Sample(), new Sample());
        for (var round = 0; round <= Rounds; round++)
        {
            var tenant = TenantId.Parse($"bench{round}-dev");
            var plan = (Observed<ProvisioningPlan>.Known)await provisioner.PlanAsync(new DesiredWarehouse(tenant, 5, [Table], Suspended: false), thorough: true, cancellationToken);
            await provisioner.ApplyAsync(plan.Value, _ => Task.CompletedTask, cancellationToken);
            // The first does not count: code is compiled, the file is cached.
            await (round == 0 ? new Sample() : product).MeasureAsync(() => LoadAsync(warehouse, tenant, lines, cancellationToken));
            await (round == 0 ? new Sample() : bare).MeasureAsync(() => Task.Run(
                () => BareDuckDb.Run(folder[$"bare{round}.duckdb"], options, $"CREATE TABLE events AS SELECT json FROM read_ndjson_objects('{lines.File}')"), cancellationToken));
        }
        var (ours, theirs) = (lines.Bytes / 1e6 / product.Median, lines.Bytes / 1e6 / bare.Median);
        report.Figure("file to RAW of DuckDB", $"{ours:0} MB/s ({product})", $"read_ndjson_objects: {theirs:0} MB/s ({bare})", $"{ours / theirs:0.00} (best of each: {bare.Min / product.Min:0.00})", "none", true);
    }

    /// <summary>Until the rows are on disk and the file is closed.</summary>
    private static async Task LoadAsync(DuckDbWarehouse warehouse, TenantId tenant, EventLines lines, CancellationToken cancellationToken)
    {
        await using var session = await warehouse.OpenAsync(tenant, WarehouseRole.Loader, cancellationToken);
        var batch = new RawBatch(Guid.CreateVersion7(), Guid.CreateVersion7(), Table, lines.Lines);
        await session.LoadAsync(new QueryTag(tenant, "load", batch.Run), batch, RowsAsync(lines.File, cancellationToken), cancellationToken);
    }

    private static async IAsyncEnumerable<RawRow> RowsAsync(string file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        var buffer = new byte[4 << 20];
        var (start, end) = (0, 0);
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0) yield break;
            end += read;
            for (int length; (length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n')) >= 0; start += length + 1)
                yield return new RawRow(Guid.CreateVersion7(), DateTimeOffset.UnixEpoch, buffer.AsMemory(start, length));
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
    }
}

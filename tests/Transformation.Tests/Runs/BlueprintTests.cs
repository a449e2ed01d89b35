using System.IO.Compression;
using ControlPlane.Contracts;
using ControlPlane.Testing;
using NpgsqlTypes;

namespace ControlPlane.Transformation.Tests.Runs;

public sealed class BlueprintTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Every_real_event_is_counted_once()
    {
        var events = SharedData.Find("data/github/2015-01-01-0.json.gz");
        Assert.SkipWhen(events is null && !SharedData.IsRequired, "The real events are not beside the checkout.");
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        service.UseProject(Blueprint());
        await service.Warehouse.RawTableAsync("github_events", "_airbyte_raw_id uuid, _airbyte_extracted_at timestamptz, _airbyte_data jsonb, _tenant text, _batch uuid");
        var rows = await LoadAsync(service.Warehouse, events!);

        var run = await service.LoadedAsync(rows);

        var mart = (await service.PublishedAsync(run)).Marts.ShouldHaveSingleItem();
        mart.Name.ShouldBe("github_events_daily");
        mart.Rows.ShouldBe(await service.Warehouse.ReaderAsync<long>("SELECT count(*) FROM \"MARTS\".github_events_daily"));
        (await service.Warehouse.ReaderAsync<long>("SELECT sum(events)::bigint FROM \"MARTS\".github_events_daily")).ShouldBe(7702);
        (await service.Facts.StageAsync(run, Stages.Test, StageStatus.Succeeded)).RowsRejected.ShouldBe(0);
        var milliseconds = await service.ScalarAsync<double>($"SELECT extract(epoch FROM test_finished_at - transform_started_at) * 1000 FROM transformation.runs WHERE run = '{run}'");
        var nodes = await service.ScalarAsync<string>($"SELECT string_agg(name || ' ' || elapsed_ms, ', ' ORDER BY elapsed_ms DESC) FROM transformation.nodes WHERE run = '{run}'");
        TestContext.Current.SendDiagnosticMessage($"from start to published: {milliseconds:F0} ms; in ms {nodes}");
    }

    internal static string Blueprint()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "blueprints"))) folder = folder.Parent;
        return Path.Combine(folder!.FullName, "blueprints", "github-events");
    }

    private static async Task<long> LoadAsync(TenantWarehouse warehouse, string file)
    {
        await using var connection = await warehouse.OpenAdminAsync();
        await using var importer = await connection.BeginBinaryImportAsync("COPY \"RAW\".github_events FROM STDIN (FORMAT binary)");
        using var lines = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (await lines.ReadLineAsync() is { } line)
        {
            await importer.StartRowAsync();
            await importer.WriteAsync(Guid.NewGuid());
            await importer.WriteAsync(DateTime.UtcNow, NpgsqlDbType.TimestampTz);
            await importer.WriteAsync(line, NpgsqlDbType.Jsonb);
            await importer.WriteAsync(warehouse.Tenant.ToString());
            await importer.WriteAsync(Guid.NewGuid());
        }
        return (long)await importer.CompleteAsync();
    }
}

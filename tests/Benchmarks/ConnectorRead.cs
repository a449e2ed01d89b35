using System.Diagnostics;
using ControlPlane.Benchmarks.Bare;
using ControlPlane.Benchmarks.Hosting;
using ControlPlane.Benchmarks.Measuring;
using ControlPlane.Testing;

namespace ControlPlane.Benchmarks;

/// <summary>
/// <c>controlplane connector read</c>, the whole process, of 100 pages of 1,000 GitHub-like events to a file of protocol messages; the
/// server is another process. Against a bare download loop in a process of its own. Then with a cursor, a filter and a transformation,
/// and with ten times the pages for the memory.
/// </summary>
internal sealed class ConnectorRead : IBenchmark
{
    private const int Rounds = 5;
    private const int More = 10;
    private const long Records = Events.Pages * Events.PerPage;

    private const string Transforming = """
            transformations:
              - type: AddFields
                fields: [{path: [source_repository], value: "{{ record['repo']['name'] }}"}]
        """;

    private const string Incremental = """
            incremental_sync:
              type: DatetimeBasedCursor
              cursor_field: created_at
              datetime_format: "%Y-%m-%dT%H:%M:%SZ"
              start_datetime: "2020-01-01T00:00:00Z"
        """;

    public string Name => "connector-read";

    public string Measures => "connector read of 100 pages of 1,000 events to a file: records/s and peak memory, plain and with cursor, filter and transformation";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        using var server = await RecordServer.StartAsync();
        using var folder = new TemporaryFolder("read");
        var manifest = Write(folder["plain.yaml"], Manifest(server.Address, "", ""));
        var worked = Write(folder["worked.yaml"], Manifest(server.Address, "record_filter: {type: RecordFilter, condition: \"{{ record['public'] and record['type'] != 'NoSuchEvent' }}\"}", $"{Transforming}\n{Incremental}"));
        var (plain, rich, bare, plainPeak, richPeak, barePeak) = (new Sample(), new Sample(), new Sample(), 0L, 0L, 0L);
        await ReadAsync(manifest, 1, folder, cancellationToken);
        for (var round = 0; round < Rounds; round++)
        {
            barePeak = Math.Max(barePeak, Add(bare, await BareAsync(server.Address, folder, cancellationToken)));
            plainPeak = Math.Max(plainPeak, Add(plain, await ReadAsync(manifest, 1, folder, cancellationToken)));
            richPeak = Math.Max(richPeak, Add(rich, await ReadAsync(worked, 1, folder, cancellationToken)));
        }
        var large = await ReadAsync(manifest, More, folder, cancellationToken);
        var largeRich = await ReadAsync(worked, More, folder, cancellationToken);
        report.Note($"{Records:N0} events, {new FileInfo(folder["bare"]).Length / 1e6:0} MB; times are of whole processes, their start included");
        var loop = $"bare download loop {Records / bare.Median:N0} records/s ({bare}), {barePeak / 1e6:0} MB";
        report.Figure("connector read", $"{Records / plain.Median:N0} records/s ({plain})", loop, $"{bare.Median / plain.Median:0.00}", "at least 200,000 records/s", Records / plain.Median >= 200_000);
        report.Figure("connector read, peak memory", $"{plainPeak / 1e6:0} MB of working set", loop, "-", "under 120 MB", plainPeak < 120_000_000);
        report.Figure("with transformation, filter and cursor", $"{Records / rich.Median:N0} records/s ({rich}), {richPeak / 1e6:0} MB", loop, $"{bare.Median / rich.Median:0.00}", "at least 60,000 records/s", Records / rich.Median >= 60_000);
        var (growth, richGrowth) = ((double)large.PeakBytes / plainPeak, (double)largeRich.PeakBytes / richPeak);
        report.Figure("memory at 10 times the data", $"{large.PeakBytes / 1e6:0} MB, with transformation {largeRich.PeakBytes / 1e6:0} MB", $"{plainPeak / 1e6:0} MB and {richPeak / 1e6:0} MB", $"{growth:0.00} and {richGrowth:0.00}", "at most 1.10", Math.Max(growth, richGrowth) <= 1.10);
    }

    private static long Add(Sample sample, MeasuredProcess process)
    {
        sample.Add(process.Seconds);
        return process.PeakBytes;
    }

    private static string Write(string file, string text)
    {
        File.WriteAllText(file, text);
        return file;
    }

    private static async Task<MeasuredProcess> ReadAsync(string manifest, int times, TemporaryFolder folder, CancellationToken cancellationToken)
    {
        var config = Write(folder["config.json"], $$"""{"last": {{times * Events.Pages}} }""");
        var program = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "controlplane.exe" : "controlplane"), ["connector", "read", "--manifest", manifest, "--config", config]);
        var measured = await MeasuredProcess.RunAsync(program, folder["read"], cancellationToken);
        var records = 0L;
        await foreach (var line in File.ReadLinesAsync(folder["read"], cancellationToken))
            if (line.StartsWith("""{"type":"RECORD""", StringComparison.Ordinal)) records++;
        Count.Check("records read", Records * times, records);
        return measured;
    }

    private static Task<MeasuredProcess> BareAsync(string address, TemporaryFolder folder, CancellationToken cancellationToken) =>
        MeasuredProcess.RunAsync(SelfProcess.With(BareDownload.Argument, address, $"{Events.Pages}", folder["bare"]), folder["bare-output"], cancellationToken);

    private static string Manifest(string address, string filter, string stream) => $$$"""
        version: 6.0.0
        type: DeclarativeSource
        check: {type: CheckStream, stream_names: [events]}
        streams:
          - type: DeclarativeStream
            name: events
            primary_key: [id]
            retriever:
              type: SimpleRetriever
              requester:
                type: HttpRequester
                url_base: "{{{address}}}"
                path: /events
                http_method: GET
                request_parameters: {last: "{{ config['last'] }}"}
              record_selector:
                type: RecordSelector
                extractor: {type: DpathExtractor, field_path: []}
                {{{filter}}}
              paginator:
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
                pagination_strategy: {type: PageIncrement, page_size: 1000, start_from_page: 1, inject_on_first_request: true}
            schema_loader: {type: InlineSchemaLoader, schema: {type: object, properties: {id: {type: string} } } }
        {{{stream}}}
        """;
}

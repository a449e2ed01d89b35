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
    private const int Rounds = 7;
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
        var program = await PublishedCli.MakeAsync(folder["cli"], report, cancellationToken);
        var manifest = Write(folder["plain.yaml"], Manifest(server.Address, "", ""));
        var worked = Write(folder["worked.yaml"], Manifest(server.Address, "record_filter: {type: RecordFilter, condition: \"{{ record['public'] and record['type'] != 'NoSuchEvent' }}\"}", $"{Transforming}\n{Incremental}"));
        var (plain, rich, bare) = (new ProcessSample(), new ProcessSample(), new ProcessSample());
        await ReadAsync(program, manifest, 1, folder, cancellationToken);
        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(await BareAsync(server.Address, folder, cancellationToken));
            plain.Add(await ReadAsync(program, manifest, 1, folder, cancellationToken));
            rich.Add(await ReadAsync(program, worked, 1, folder, cancellationToken));
        }
        var large = await ReadAsync(program, manifest, More, folder, cancellationToken);
        var largeRich = await ReadAsync(program, worked, More, folder, cancellationToken);
        report.Note($"{Records:N0} events, {new FileInfo(folder["bare"]).Length / 1e6:0} MB; times are of whole processes, their start included");
        var loop = $"bare download loop {bare.Rate(Records)}, {bare.PeakBytes / 1e6:0} MB";
        report.Figure("connector read", plain.Rate(Records), loop, plain.Against(bare), "at least 200,000 records/s", Records / plain.Time.Median >= 200_000);
        report.Figure("connector read, peak memory", $"{plain.PeakBytes / 1e6:0} MB of working set", loop, "-", "under 120 MB", plain.PeakBytes < 120_000_000);
        report.Figure("with transformation, filter and cursor", $"{rich.Rate(Records)}, {rich.PeakBytes / 1e6:0} MB", loop, rich.Against(bare), "at least 60,000 records/s", Records / rich.Time.Median >= 60_000);
        var (growth, richGrowth) = ((double)large.PeakBytes / plain.PeakBytes, (double)largeRich.PeakBytes / rich.PeakBytes);
        report.Figure("memory at 10 times the data", $"{large.PeakBytes / 1e6:0} MB, with transformation {largeRich.PeakBytes / 1e6:0} MB", $"{plain.PeakBytes / 1e6:0} MB and {rich.PeakBytes / 1e6:0} MB", $"{growth:0.00} and {richGrowth:0.00}", "at most 1.10", Math.Max(growth, richGrowth) <= 1.10);
    }

    private static string Write(string file, string text)
    {
        File.WriteAllText(file, text);
        return file;
    }

    private static async Task<MeasuredProcess> ReadAsync(string cli, string manifest, int times, TemporaryFolder folder, CancellationToken cancellationToken)
    {
        var config = Write(folder["config.json"], $$"""{"last": {{times * Events.Pages}} }""");
        var program = new ProcessStartInfo(cli, ["connector", "read", "--manifest", manifest, "--config", config]);
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

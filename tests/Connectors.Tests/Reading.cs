using ControlPlane.Testing;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Connectors.Tests;

/// <summary>A manifest with one stream, put together from what a test is about.</summary>
internal sealed class Reading(string url, TimeProvider? time = null)
{
    public string PrimaryKey { get; init; } = "id";

    public string Requester { get; init; } = "";

    public string Selector { get; init; } = "field_path: [data]";

    public string Paginator { get; init; } = "";

    public string Stream { get; init; } = "";

    public ConnectorRuntime Runtime { get; init; } = new();

    public ResponseCache? Cache { get; init; }

    public JsonObject? SelectedSchema { get; init; }

    public string Source { get; init; } = "";

    /// <summary>What the retriever has beside requester, selector and paginator.</summary>
    public string Retriever { get; init; } = "";

    public string? CursorField { get; init; }

    public ReadWindow? Window { get; init; }

    /// <summary>Which servers may be read from.</summary>
    public Egress Egress { get; init; } = Egress.OwnMachine;

    public int? SlicesAtOnce { get; init; }

    /// <summary>The states that came between slices, each with the number of records before it.</summary>
    public List<(string State, int Records)> Checkpoints { get; } = [];

    public JsonObject Config { get; init; } = [];

    public ReadLimits Limits { get; init; } = new() { IdleTimeout = TimeSpan.FromSeconds(10), ResponseTimeout = TimeSpan.FromSeconds(10) };

    public CollectingSink Sink { get; } = new();

    public TimeProvider Time { get; } = time ?? SkippingTime.At("2026-11-21T09:00:00Z");

    public string Manifest => $$"""
        version: 6.0.0
        type: DeclarativeSource
        check: {type: CheckStream, stream_names: [things]}
        {{Source}}
        streams:
          - type: DeclarativeStream
            name: things
            primary_key: {{PrimaryKey}}
        {{Indent(Stream, 4)}}
            retriever:
              type: SimpleRetriever
        {{Indent(Retriever, 6)}}
              requester:
                type: HttpRequester
                url_base: {{url}}
                path: /things
        {{Indent(Requester, 8)}}
              record_selector:
                extractor:
        {{Indent(Selector.StartsWith(' ') ? Selector : Selector.Replace("\n", "\n  ", StringComparison.Ordinal).Insert(0, "  "), 8)}}
        {{(Paginator.Length == 0 ? "" : "      paginator:\n" + Indent(Paginator, 8))}}
        """;

    public Task<ReadResult> RunAsync(JsonObject? state = null) => RunAsync(Sink, state);

    public async Task<ReadResult> RunAsync(IRecordSink sink, JsonObject? state = null, CancellationToken? cancellationToken = null)
    {
        using var http = new HttpClient(Limits.CreateHandler(Egress));
        return await Connector.Load(Manifest, "manifest.yaml", Time).Streams[0].ReadAsync(
            new ReadRequest(Config, state)
            {
                Limits = Limits,
                Runtime = Runtime,
                Cache = Cache,
                SelectedSchema = SelectedSchema,
                CursorField = CursorField,
                Window = Window,
                SlicesAtOnce = SlicesAtOnce,
                Checkpoint = Checkpoint,
            }, sink, http, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    public Task<ConnectorException> FailsAsync(JsonObject? state = null) => Should.ThrowAsync<ConnectorException>(() => RunAsync(state));

    private ValueTask Checkpoint(JsonObject state)
    {
        Checkpoints.Add((state.ToJsonString(), Sink.Records.Count));
        return ValueTask.CompletedTask;
    }

    private static string Indent(string text, int by) => string.Join('\n', text.Split('\n').Select(line => new string(' ', by) + line));
}

using System.Text.Json.Nodes;
using ControlPlane.Connectors;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Ingestion.Sources;

/// <summary>A stream that a declarative manifest reads.</summary>
/// <param name="stream">By the config with its secrets, which may be part of what the stream is.</param>
/// <param name="window">Only this of it; null for what is new.</param>
/// <param name="secrets">Of the config that it will be read with.</param>
internal sealed class ConnectorSource(Func<JsonObject, ConnectorStream> stream, ConnectorRuntime runtime, ReadWindow? window, SecretRedactor? secrets, HttpClient http) : ISourceStream
{
    public DateTimeOffset? Start(JsonObject config) => stream(config).Start(config);

    public Task<ReadResult> ReadAsync(JsonObject config, JsonObject? state, IRecordSink sink, CancellationToken cancellationToken) =>
        stream(config).ReadAsync(new ReadRequest(config, state) { Runtime = runtime, Window = window, Secrets = secrets }, sink, http, cancellationToken);
}

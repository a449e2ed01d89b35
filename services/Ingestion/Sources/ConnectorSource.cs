using System.Text.Json.Nodes;
using ControlPlane.Connectors;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Ingestion.Sources;

/// <summary>A stream that a declarative manifest reads.</summary>
/// <param name="window">Only this of it; null for what is new.</param>
/// <param name="secrets">Of the config that it will be read with.</param>
internal sealed class ConnectorSource(ConnectorStream stream, ConnectorRuntime runtime, ReadWindow? window, SecretRedactor? secrets, HttpClient http) : ISourceStream
{
    public DateTimeOffset? Start(JsonObject config) => stream.Start(config);

    public Task<ReadResult> ReadAsync(JsonObject config, JsonObject? state, IRecordSink sink, CancellationToken cancellationToken) =>
        stream.ReadAsync(new ReadRequest(config, state) { Runtime = runtime, Window = window, Secrets = secrets }, sink, http, cancellationToken);
}

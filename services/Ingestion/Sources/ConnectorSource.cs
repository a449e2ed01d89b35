using System.Text.Json.Nodes;
using ControlPlane.Connectors;

namespace ControlPlane.Ingestion.Sources;

/// <summary>A stream that a declarative manifest reads.</summary>
internal sealed class ConnectorSource(ConnectorStream stream, HttpClient http) : ISourceStream
{
    public Task<ReadResult> ReadAsync(JsonObject config, JsonObject? state, IRecordSink sink, CancellationToken cancellationToken) =>
        stream.ReadAsync(new ReadRequest(config, state), sink, http, cancellationToken);
}

using System.Text.Json.Nodes;
using ControlPlane.Connectors;

namespace ControlPlane.Ingestion.Sources;

/// <summary>One stream of a configured source, whatever kind of source it is.</summary>
internal interface ISourceStream
{
    /// <summary>From when on a read without a state has the records; null when that cannot be said.</summary>
    DateTimeOffset? Start(JsonObject config) => null;

    /// <summary>Hands what is new since the state to the sink.</summary>
    /// <param name="config">Secrets resolved.</param>
    /// <param name="state">What the last successful read returned; null for the first.</param>
    /// <exception cref="ConnectorException">What the sink has taken is to be thrown away.</exception>
    Task<ReadResult> ReadAsync(JsonObject config, JsonObject? state, IRecordSink sink, CancellationToken cancellationToken);
}

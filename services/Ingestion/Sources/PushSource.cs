using System.Text.Json.Nodes;
using ControlPlane.Connectors;

namespace ControlPlane.Ingestion.Sources;

/// <summary>A stream whose records are sent to the control plane: there is nothing to be read, and a run that includes it goes on without.</summary>
internal sealed class PushSource : ISourceStream
{
    public Task<ReadResult> ReadAsync(JsonObject config, JsonObject? state, IRecordSink sink, CancellationToken cancellationToken) =>
        Task.FromResult(new ReadResult(0, 0, state, NotModified: true));
}

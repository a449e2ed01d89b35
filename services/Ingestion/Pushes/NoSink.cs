using ControlPlane.Connectors;

namespace ControlPlane.Ingestion.Pushes;

/// <summary>For records that were taken before.</summary>
internal sealed class NoSink : IRecordSink
{
    public static NoSink Instance { get; } = new();

    public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

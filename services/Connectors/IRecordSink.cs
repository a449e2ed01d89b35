namespace ControlPlane.Connectors;

/// <summary>Takes the records of a read, one by one, in order.</summary>
public interface IRecordSink
{
    /// <summary>
    /// Takes one record: one line of UTF-8 JSON without a line feed. The memory is only valid until the returned task completes.
    /// A record is handed over once; when a read fails, everything it handed over is to be thrown away.
    /// </summary>
    ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken);
}

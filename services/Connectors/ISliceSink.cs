namespace ControlPlane.Connectors;

/// <summary>A sink that wants to tell the records that a later read will be given again: lower bounds are inclusive, and may look back.</summary>
public interface ISliceSink : IRecordSink
{
    /// <summary>
    /// The sink of one slice of a stream with a cursor; what has none is handed to this sink itself. Slices may be read at once, so this
    /// may be called at any time, but of the sinks only one is called at a time.
    /// </summary>
    IRecordSink Open(SliceCursor slice);
}

/// <summary>What the cursor of a slice knows of its records.</summary>
/// <param name="Partition">Text that is the same for the same partition in every read; empty when the stream has no partitions.</param>
/// <param name="Position">Where a record stands.</param>
/// <param name="LowerBound">
/// By partition: the position from which on the next read is given its records again, were this read to end now. It only rises while a
/// read goes on.
/// </param>
public sealed record SliceCursor(string Partition, RecordPosition Position, Func<string, long> LowerBound);

/// <summary>Finds the position of a record's cursor value, ticks in UTC or a count; false when it has none.</summary>
public delegate bool RecordPosition(ReadOnlySpan<byte> recordUtf8, out long position);

using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.State;

/// <summary>A slice between being handed out and being closed.</summary>
/// <param name="Watch">Looks at the records of the slice; null when the stream has no cursor.</param>
internal sealed record OpenSlice(StreamSlice Slice, SliceWatch? Watch)
{
    public CursorWindow Window { get; init; }

    /// <summary>Null unless the stream keeps a cursor for each partition.</summary>
    public PartitionTurn? Partition { get; init; }
}

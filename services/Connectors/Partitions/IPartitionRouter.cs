using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Partitions;

/// <summary>Cuts a stream into partitions that are each read by their own requests.</summary>
internal interface IPartitionRouter : ISliceOptions
{
    /// <summary>The partitions, without a window of the cursor. They come as they are found: a large parent stream is never held.</summary>
    IAsyncEnumerable<StreamSlice> PartitionsAsync(ReadContext context, CancellationToken cancellationToken);
}

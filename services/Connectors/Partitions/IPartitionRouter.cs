using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Requests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Partitions;

/// <summary>Cuts a stream into partitions that are each read by their own requests.</summary>
internal interface IPartitionRouter : ISliceOptions
{
    /// <summary>The router puts something into requests itself, for one partition value at a time.</summary>
    bool HasRequestOptions { get; }

    /// <summary>The partition fields that are known before anything is read; the migration of old states asks for it.</summary>
    IReadOnlyList<Interpolated> PartitionFields { get; }

    /// <param name="state">The state of the stream that is partitioned; what its parent streams have reached is in it.</param>
    IPartitions Open(ReadContext context, JsonObject? state);

    /// <summary>The partitions, where no state is kept of them.</summary>
    IAsyncEnumerable<StreamSlice> PartitionsAsync(ReadContext context, CancellationToken cancellationToken) => Open(context, null).ReadAsync(cancellationToken);

    void ISliceOptions.Inject(RequestDraft draft, StreamSlice slice, Scope scope)
    {
    }
}

/// <summary>The partitions of one read.</summary>
internal interface IPartitions
{
    /// <summary>The partitions, without a window of the cursor. They come as they are found: a large parent stream is never held.</summary>
    IAsyncEnumerable<StreamSlice> ReadAsync(CancellationToken cancellationToken);

    /// <summary>What the parent streams have reached with the partitions that came so far, by name; null when the router has no parents to tell of.</summary>
    JsonObject? ParentState();
}

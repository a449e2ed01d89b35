using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Partitions;
using ControlPlane.Connectors.Records;

namespace ControlPlane.Connectors.Retrievers;

/// <summary>Gets the records of a stream, slice by slice. Holds nothing of a read: any number may run at once.</summary>
internal interface IRetriever
{
    /// <summary>Null when the stream is not partitioned.</summary>
    IPartitionRouter? PartitionRouter { get; }

    RecordSelector Selector { get; }

    /// <summary>Reads one slice into the pipeline, which hands the records to the sink page by page.</summary>
    /// <param name="pipeline">Made for this very slice.</param>
    /// <exception cref="ConnectorException">The slice could not be read whole.</exception>
    Task ReadSliceAsync(StreamSlice slice, ReadContext context, RecordPipeline pipeline, CancellationToken cancellationToken);
}

internal static class RetrieverKinds
{
    public static ComponentKinds<IRetriever> All { get; } = new() { ["SimpleRetriever"] = SimpleRetriever.Compile };
}

using System.Text.Json.Nodes;
using ControlPlane.Connectors.Records;

namespace ControlPlane.Connectors.Retrievers;

/// <summary>Reads the records of a retriever outside of a stream. A consumer that stops early stops the requests too.</summary>
internal static class RetrieverRecords
{
    /// <param name="slice">Null for all that the retriever's partition router finds, or the whole stream when it has none.</param>
    /// <exception cref="ConnectorException">The records could not be read.</exception>
    public static IAsyncEnumerable<JsonObject> ReadAsync(IRetriever retriever, ReadContext context, StreamSlice? slice, CancellationToken cancellationToken) =>
        SliceRecords.ReadAsync(
            context,
            async (delivery, stop) =>
            {
                if (slice is not null || retriever.PartitionRouter is not { } router)
                {
                    await ReadSliceAsync(retriever, context, slice ?? StreamSlice.Whole, delivery, stop);
                    return;
                }

                await foreach (var partition in router.PartitionsAsync(context, stop))
                {
                    await ReadSliceAsync(retriever, context, partition, delivery, stop);
                    if (delivery.Total >= context.StopAfter) return;
                }
            },
            cancellationToken);

    private static Task ReadSliceAsync(IRetriever retriever, ReadContext context, StreamSlice slice, PageDelivery delivery, CancellationToken cancellationToken) =>
        retriever.ReadSliceAsync(slice, context, new(retriever.Selector, [], null, context.Scope.WithSlice(slice), delivery, context.StopAfter), cancellationToken);
}

using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ControlPlane.Connectors.Records;

namespace ControlPlane.Connectors.Retrievers;

/// <summary>Reads the records of a retriever outside of a stream. A consumer that stops early stops the requests too.</summary>
internal static class RetrieverRecords
{
    private const int RecordsAhead = 64;

    /// <param name="slice">Null for all that the retriever's partition router finds, or the whole stream when it has none.</param>
    /// <exception cref="ConnectorException">The records could not be read.</exception>
    public static async IAsyncEnumerable<JsonObject> ReadAsync(
        IRetriever retriever, ReadContext context, StreamSlice? slice, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var records = Channel.CreateBounded<JsonObject>(new BoundedChannelOptions(RecordsAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = FillAsync(retriever, context, slice, records.Writer, stop.Token);
        try
        {
            await foreach (var record in records.Reader.ReadAllAsync(cancellationToken)) yield return record;
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    /// <summary>Never throws: a fault reaches the reader through the channel.</summary>
    private static async Task FillAsync(
        IRetriever retriever, ReadContext context, StreamSlice? slice, ChannelWriter<JsonObject> records, CancellationToken cancellationToken)
    {
        try
        {
            using var delivery = context.OpenDelivery(new ParsedRecords(records));
            await foreach (var part in SlicesAsync(retriever, context, slice, cancellationToken))
            {
                var pipeline = new RecordPipeline(retriever.Selector, [], null, context.Scope.WithSlice(part), delivery, context.StopAfter);
                await retriever.ReadSliceAsync(part, context, pipeline, cancellationToken);
                if (delivery.Total >= context.StopAfter) break;
            }

            records.Complete();
        }
#pragma warning disable CA1031 // Whatever it is, the reader of the channel throws it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            records.Complete(e);
        }
    }

    private static async IAsyncEnumerable<StreamSlice> SlicesAsync(
        IRetriever retriever, ReadContext context, StreamSlice? slice, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (slice is not null || retriever.PartitionRouter is not { } router)
        {
            yield return slice ?? StreamSlice.Whole;
            yield break;
        }

        await foreach (var partition in router.PartitionsAsync(context, cancellationToken)) yield return partition;
    }

    private sealed class ParsedRecords(ChannelWriter<JsonObject> records) : IRecordSink
    {
        public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken) =>
            JsonNode.Parse(recordUtf8.Span) is JsonObject record ? records.WriteAsync(record, cancellationToken) : ValueTask.CompletedTask;
    }
}

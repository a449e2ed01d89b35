using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Records.Documents;
using ControlPlane.Connectors.State;

namespace ControlPlane.Connectors.Retrievers;

/// <summary>The records of one slice as objects, read a little ahead of whoever takes them. Stopping early stops the requests.</summary>
internal static class SliceRecords
{
    private const int RecordsAhead = 64;

    /// <summary>A slice of a stream, with what the stream does to its records.</summary>
    public static IAsyncEnumerable<JsonObject> ReadAsync(StreamDefinition stream, ReadContext context, OpenSlice open, CancellationToken cancellationToken) =>
        ReadAsync(
            context,
            async (delivery, stop) =>
            {
                var scope = context.Scope.WithSlice(open.Slice);
                var pipeline = stream.Pipeline(open.Watch, scope, delivery, context);
                await stream.Retriever.ReadSliceAsync(open.Slice, context, pipeline, stop);
            },
            cancellationToken);

    /// <param name="read">Reads into the delivery that it is given.</param>
    public static async IAsyncEnumerable<JsonObject> ReadAsync(
        ReadContext context, Func<PageDelivery, CancellationToken, Task> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var records = Channel.CreateBounded<JsonObject>(new BoundedChannelOptions(RecordsAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = FillAsync(context, read, records.Writer, stop.Token);
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
        ReadContext context, Func<PageDelivery, CancellationToken, Task> read, ChannelWriter<JsonObject> records, CancellationToken cancellationToken)
    {
        try
        {
            using var delivery = context.OpenDelivery(new ParsedRecords(records));
            await read(delivery, cancellationToken);
            records.Complete();
        }
#pragma warning disable CA1031 // Whatever it is, the reader of the channel throws it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            records.Complete(e);
        }
    }

    private sealed class ParsedRecords(ChannelWriter<JsonObject> records) : IRecordSink
    {
        public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken) =>
            JsonTree.Parse(recordUtf8.Span) is JsonObject record ? records.WriteAsync(record, cancellationToken) : ValueTask.CompletedTask;
    }
}

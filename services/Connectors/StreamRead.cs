using System.Text.Json.Nodes;
using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors;

/// <summary>One read of a stream, slice by slice.</summary>
internal sealed class StreamRead : IDisposable
{
    private readonly StreamDefinition _stream;
    private readonly ReadContext _context;
    private readonly JsonObject? _state;
    private readonly PageDelivery _delivery;
    private readonly CursorWindow? _cursor;

    public StreamRead(StreamDefinition stream, ReadContext context, JsonObject? state, IRecordSink sink, ReadWindow? window = null)
    {
        _stream = stream;
        _state = state;
        if (window is not null && stream.Cursor is null)
            throw new ConnectorException(ConnectorFaultKind.Configuration, "the stream is not read by a time, so that no window of it can be read");
        _cursor = window is null ? stream.Cursor?.Open(context.Scope, state, context.Time.GetUtcNow()) : stream.Cursor!.Open(context.Scope, window);
        _context = context with
        {
            CursorOptions = stream.Cursor,
            Conditional = stream.ConditionalRequests && window is null && !(_cursor?.Slices.Count > 1) ? ConditionalState.Of(state) : null,
        };
        _delivery = context.OpenDelivery(sink);
    }

    public async Task<ReadResult> RunAsync(CancellationToken cancellationToken)
    {
        IEnumerable<StreamSlice> slices = _cursor is null ? [StreamSlice.Whole] : _cursor.Slices.Select(s => new StreamSlice(null, s.Variables));
        foreach (var slice in slices)
        {
            var scope = _context.Scope.WithSlice(slice);
            var pipeline = new RecordPipeline(_stream.Retriever.Selector, _stream.Transformations, _cursor, scope, _delivery, _context.StopAfter);
            await _stream.Retriever.ReadSliceAsync(slice, _context, pipeline, cancellationToken);
            if (_delivery.Total >= _context.StopAfter) break;
        }

        var unchanged = _context.Conditional is { NotModified: true };
        return new(_delivery.Total, _context.Requests.Sent, State(unchanged), unchanged);
    }

    public void Dispose() => _delivery.Dispose();

    private JsonObject? State(bool unchanged)
    {
        if (unchanged) return _state;
        var state = new JsonObject();
        _cursor?.WriteTo(state);

        // A record that was left out for being too late would stay unseen as long as the page does not change.
        if (_cursor is not { LeftOutLaterRecords: true }) _context.Conditional?.WriteTo(state);
        return _cursor is null && _context.Conditional is null ? null : state;
    }
}

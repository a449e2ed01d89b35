using System.Text.Json.Nodes;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Retrievers;
using ControlPlane.Connectors.State;

namespace ControlPlane.Connectors;

/// <summary>One read of a stream, slice by slice.</summary>
internal sealed class StreamRead : IDisposable
{
    private static readonly TimeSpan CostlyCheckpoints = TimeSpan.FromMinutes(10);
    private readonly StreamDefinition _stream;
    private readonly ReadContext _context;
    private readonly JsonObject? _state;
    private readonly Func<JsonObject, ValueTask>? _checkpoint;
    private readonly IStreamProgress _progress;
    private readonly PageDelivery _delivery;
    private DateTimeOffset _nextCheckpoint = DateTimeOffset.MinValue;

    public StreamRead(StreamDefinition stream, ReadContext context, JsonObject? state, IRecordSink sink, Func<JsonObject, ValueTask>? checkpoint, ReadWindow? window = null)
    {
        (_stream, _state) = window is null ? stream.For(state, context) : (stream.Delegate?.Incremental ?? stream, null);
        _checkpoint = checkpoint;
        var isOneSlice = _stream.Retriever.PartitionRouter is null && _stream.Cursor is null or { IsOneSlice: true };
        _context = _stream.Context(context) with
        {
            Conditional = _stream.ConditionalRequests && isOneSlice && window is null ? ConditionalState.Of(_state) : null,
            TakesFirstPageFromParent = _state is null or { Count: 0 },
        };
        _progress = _stream.Open(_context, ConditionalState.Without(_state), window);
        _delivery = context.OpenDelivery(sink);
    }

    public async Task<ReadResult> RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var open in _progress.SlicesAsync(cancellationToken))
        {
            var scope = _context.Scope.WithSlice(open.Slice);
            var pipeline = new RecordPipeline(_stream.Retriever.Selector, _stream.Transformations, open.Watch, scope, _delivery, _context.StopAfter);
            await _stream.Retriever.ReadSliceAsync(open.Slice, _context, pipeline, cancellationToken);
            if (_delivery.Total >= _context.StopAfter) return new(_delivery.Total, _context.Requests.Sent, _state, false);
            _progress.Close(open);
            await CheckpointAsync();
        }

        if (_context.Conditional is { NotModified: true }) return new(_delivery.Total, _context.Requests.Sent, _state, true);
        _progress.Finish();
        var state = _progress.State();

        // A record that was left out for being too late would stay unseen as long as the page does not change.
        if (!_progress.LeftOutLaterRecords) _context.Conditional?.WriteTo(state);
        return new(_delivery.Total, _context.Requests.Sent, state, false);
    }

    public void Dispose() => _delivery.Dispose();

    private async ValueTask CheckpointAsync()
    {
        if (_checkpoint is null || !_progress.HasCheckpoint) return;
        if (_progress.IsCostly)
        {
            var now = _context.Time.GetUtcNow();
            if (now < _nextCheckpoint) return;
            _nextCheckpoint = now + CostlyCheckpoints;
        }

        await _checkpoint(_progress.State());
    }
}

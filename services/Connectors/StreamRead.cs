using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Retrievers;
using ControlPlane.Connectors.State;

namespace ControlPlane.Connectors;

/// <summary>
/// One read of a stream, slice by slice, or as many slices at once as the manifest wants. The sink is called by one slice at a time, with
/// the records of a page in a row; with one slice at a time everything happens in order.
/// </summary>
internal sealed class StreamRead : IDisposable
{
    private static readonly TimeSpan CostlyCheckpoints = TimeSpan.FromMinutes(10);
    private readonly StreamDefinition _stream;
    private ReadContext _context;
    private readonly JsonObject? _state;
    private readonly Func<JsonObject, ValueTask>? _checkpoint;
    private readonly IStreamProgress _progress;
    private readonly SliceDeliveries _deliveries;
    private readonly int _slicesAtOnce;
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
        _slicesAtOnce = _context.Conditional is null && context.StopAfter == long.MaxValue ? Math.Max(1, context.SlicesAtOnce) : 1;
        _progress = _stream.Open(_context, ConditionalState.Without(_state), window);
        _deliveries = new(sink, context.Limits.HoldBackBytes, isShared: _slicesAtOnce > 1);
    }

    public async Task<ReadResult> RunAsync(CancellationToken cancellationToken)
    {
        _context = _context with { Normalization = await _stream.NormalizationAsync(_context, cancellationToken) };
        await SlicesAtOnce.RunAsync(_slicesAtOnce, SlicesAsync, ReadSliceAsync, () => HasEnough, cancellationToken);
        if (HasEnough) return new(_deliveries.Total, _context.Requests.Sent, _state, false);
        if (_context.Conditional is { NotModified: true }) return new(_deliveries.Total, _context.Requests.Sent, _state, true);
        _progress.Finish();
        var state = _progress.State();

        // A record that was left out for being too late would stay unseen as long as the page does not change.
        if (!_progress.LeftOutLaterRecords) _context.Conditional?.WriteTo(state);
        return new(_deliveries.Total, _context.Requests.Sent, state, false) { SourceTotal = _context.Totals.Said, Warnings = _context.Totals.Mismatch is { } mismatch ? [mismatch] : [] };
    }

    public void Dispose() => _deliveries.Dispose();

    private bool HasEnough => _deliveries.Total >= _context.StopAfter;

    private async Task ReadSliceAsync(OpenSlice open, CancellationToken cancellationToken)
    {
        var delivery = _deliveries.Take(open.Watch is { } watch ? new(open.Partition?.Key ?? "", watch.TryReadPosition, _progress.LowerBound) : null);
        var scope = _context.Scope.WithSlice(open.Slice);
        var pipeline = _stream.Pipeline(open.Watch, scope, delivery, _context);
        await _stream.Retriever.ReadSliceAsync(open.Slice, _context, pipeline, cancellationToken);
        _deliveries.Return(delivery);
        if (HasEnough) return;
        _progress.Close(open);
        if (_checkpoint is not null && _progress.HasCheckpoint) await _deliveries.InTurnAsync(CheckpointAsync, cancellationToken);
    }

    private IAsyncEnumerable<OpenSlice> SlicesAsync(CancellationToken cancellationToken) => _stream.Retriever is IPreparedSlices prepared
        ? PreparedAsync(prepared, cancellationToken)
        : _progress.SlicesAsync(cancellationToken);

    private async IAsyncEnumerable<OpenSlice> PreparedAsync(IPreparedSlices retriever, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var slices = _progress.SlicesAsync(cancellationToken);
        await foreach (var (open, slice) in retriever.PrepareAsync(slices, open => open.Slice, _context, cancellationToken)) yield return open with { Slice = slice };
    }

    private async ValueTask CheckpointAsync()
    {
        if (_progress.IsCostly)
        {
            var now = _context.Time.GetUtcNow();
            if (now < _nextCheckpoint) return;
            _nextCheckpoint = now + CostlyCheckpoints;
        }

        await _checkpoint!(_progress.State());
    }
}

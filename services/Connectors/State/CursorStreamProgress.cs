using System.Text.Json.Nodes;
using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.State;

/// <summary>A stream with a cursor and without partitions: <c>{field: value}</c>.</summary>
internal sealed class CursorStreamProgress(CursorTerms terms, JsonObject? state) : IStreamProgress
{
    private readonly CursorProgress _progress = new(terms, state);
    private readonly CursorCensus _census = new();
    private readonly Lock _lock = new();

    public bool HasCheckpoint => true;

    public bool IsCostly => false;

    public bool LeftOutLaterRecords => _census.LeftOutLaterRecords;

    public async IAsyncEnumerable<OpenSlice> SlicesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var window in _progress.Windows())
            yield return new(StreamSlice.Whole.WithCursorSlice(terms.Slice(window)), new(terms, _census, _progress.Floor)) { Window = window };
    }

    public void Close(OpenSlice slice)
    {
        lock (_lock) _progress.Close(slice.Window, slice.Watch!.MostRecent);
    }

    public long LowerBound(string partition)
    {
        lock (_lock) return _progress.NextFloor.Order;
    }

    public void Finish() => _census.ThrowIfNoneReadable(terms);

    public JsonObject State()
    {
        lock (_lock) return _progress.State();
    }
}

using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Retrievers;
using ControlPlane.Connectors.State;

namespace ControlPlane.Connectors.Partitions;

/// <summary>
/// One read of a parent stream for the partitions of a child. A slice of the parent is closed as its last record is given out, so that the
/// parent's state, kept with that partition, never goes past a partition that is still to be read.
/// </summary>
internal sealed class ParentRead
{
    private readonly ParentStreamConfig _config;
    private readonly StreamDefinition _stream;
    private readonly ReadContext _context;
    private readonly IStreamProgress _progress;
    private readonly IReadOnlyList<string> _key;
    private readonly string _field;
    private readonly IReadOnlyList<IReadOnlyList<string>> _extraFields;
    private readonly IReadOnlyList<string>? _lazyPointer;

    public ParentRead(ParentStreamConfig config, ReadContext context, JsonObject? childState)
    {
        _config = config;
        var scope = context.Scope;
        var own = context with { StopAfter = long.MaxValue, Conditional = null, CatalogCursorField = null, TakesFirstPageFromParent = false };
        (_stream, var state) = config.Stream.For(config.StateIn(childState, scope), own);
        _context = _stream.Context(own) with { TakesFirstPageFromParent = state is null or { Count: 0 } };
        _progress = _stream.Open(_context, state);
        _key = RecordPath.Split(config.Key.Render(scope));
        _field = config.Field.Render(scope);
        _extraFields = [.. config.ExtraFields.Select(path => path.Select(part => part.Render(scope)).ToList())];
        _lazyPointer = config.LazyPointer?.Select(part => part.Render(scope)).ToList();
    }

    public string Name => _config.Stream.Name;

    /// <summary>The parent's state is to be kept in that of the child.</summary>
    public bool KeepsState => _config.IsIncremental;

    public JsonObject State() => _progress.State();

    public async IAsyncEnumerable<StreamSlice> PartitionsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var slices = _progress.SlicesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var more = await slices.MoveNextAsync();
        while (more)
        {
            var slice = slices.Current;
            JsonObject? waiting = null;
            await foreach (var record in SliceRecords.ReadAsync(_stream, _context, slice, cancellationToken))
            {
                if (waiting is not null && Partition(waiting, slice.Slice) is { } partition) yield return partition;
                waiting = record;
            }

            _progress.Close(slice);
            more = await slices.MoveNextAsync();
            if (!more) _progress.Finish();
            if (waiting is not null && Partition(waiting, slice.Slice) is { } last) yield return last;
        }
    }

    /// <summary>Null for a record without the key.</summary>
    private StreamSlice? Partition(JsonObject record, StreamSlice slice)
    {
        if (!RecordPath.TryFind(record, _key, out var value)) return null;
        var partition = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [_field] = TemplateValues.FromJson(value),
            [SubstreamPartitionRouter.ParentSlice] = slice.Partition,
        };
        var extra = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (_lazyPointer is not null)
            extra[SubstreamPartitionRouter.FirstPage] = RecordPath.TryFind(record, _lazyPointer, out var page) && page is not null ? page.ToJsonString() : "[]";
        foreach (var path in _extraFields)
            extra[string.Join('.', path)] = RecordPath.TryFind(record, path, out var found) ? TemplateValues.FromJson(found) : null;
        return new(partition, null, extra);
    }
}

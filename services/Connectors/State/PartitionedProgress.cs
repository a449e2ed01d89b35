using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Partitions;

namespace ControlPlane.Connectors.State;

/// <summary>
/// A stream with a cursor for each of its partitions. Beside them a global value is kept: that of the latest record of all, from which
/// partitions start that have none of their own. Once there are too many partitions only the global one is kept; it moves when the whole
/// read has succeeded, and the next read goes back by as long as this one took, for what came in meanwhile.
/// </summary>
internal sealed class PartitionedProgress : IStreamProgress
{
    /// <summary>With more partitions than this there is only the global cursor.</summary>
    public const int MostPartitions = 10_000;

    private const int MostRemembered = 25_000;
    private readonly CursorTerms _terms;
    private readonly IPartitions _partitions;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _begun;
    private readonly CursorCensus _census = new();
    private readonly Dictionary<string, CursorProgress> _cursors = new(StringComparer.Ordinal);
    private readonly RecentKeys _seen = new(MostRemembered);
    private readonly Queue<PartitionTurn> _turns = new();
    private readonly Lock _lock = new();
    private int _known;
    private bool _isGlobal;
    private Position? _global;
    private Position? _newGlobal;
    private long _lookbackSeconds;
    private bool _hasRecords;
    private bool _isFinished;
    private JsonObject? _parentState;

    public PartitionedProgress(CursorTerms terms, IPartitions partitions, bool isGlobal, JsonObject? state, TimeProvider time)
    {
        (_terms, _partitions, _isGlobal, _time, _begun) = (terms, partitions, isGlobal, time, time.GetUtcNow());
        if (state is null or { Count: 0 }) return;
        var read = new PartitionedState(state);
        if (read.Partitions is not null) _isGlobal = read.IsGlobal;
        _lookbackSeconds = read.LookbackSeconds;
        _parentState = read.Parents;
        foreach (var (key, cursor) in read.Partitions ?? []) _cursors[key] = new(terms, cursor);
        _known = _cursors.Count;
        if (read.Global?[terms.Field] is { } value)
        {
            if (!terms.Values.TryParseState(value.ToString(), out var global))
                throw new ConnectorException(ConnectorFaultKind.Configuration, $"the state's {terms.Field} '{value}' is not {terms.Values.Expected}");
            _global = _newGlobal = global;
        }
    }

    public bool HasCheckpoint => !_isGlobal || _parentState is { Count: > 0 };

    public bool IsCostly => true;

    public bool LeftOutLaterRecords => _census.LeftOutLaterRecords;

    public async IAsyncEnumerable<OpenSlice> SlicesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var partition in _partitions.ReadAsync(cancellationToken))
        {
            var key = PartitionKey.Of(partition.Partition);
            if (!_seen.Add(key)) continue;
            var turn = Begin(key);
            CursorWindow? waiting = null;
            foreach (var window in turn.Progress.Windows())
            {
                // Whether a slice is the last one must be known before it can be closed.
                if (waiting is { } before) yield return Open(before);
                waiting = window;
                Count(turn, 1);
            }

            Complete(turn);
            if (waiting is { } last) yield return Open(last);

            OpenSlice Open(CursorWindow window) =>
                new(partition.WithCursorSlice(_terms.Slice(window)), new(_terms, _census, turn.Progress.Floor)) { Window = window, Partition = turn };
        }
    }

    public void Close(OpenSlice slice)
    {
        lock (_lock)
        {
            var turn = slice.Partition!;
            turn.Progress.Close(slice.Window, slice.Watch!.MostRecent);
            if (slice.Watch.MostRecent is { } value)
            {
                _hasRecords = true;
                _newGlobal = Position.Later(_newGlobal, value);
            }

            turn.Open--;
            Settle(turn);
        }
    }

    public long LowerBound(string partition)
    {
        lock (_lock)
        {
            if (!_isGlobal && _cursors.TryGetValue(partition, out var own)) return own.NextFloor.Order;
            // How far the next read goes back depends on how long this one takes.
            return _isFinished ? New().Floor.Order : long.MinValue;
        }
    }

    public void Finish()
    {
        _census.ThrowIfNoneReadable(_terms);
        if (_hasRecords)
        {
            _global = _newGlobal;
            _lookbackSeconds = Math.Max(1, (long)Math.Ceiling((_time.GetUtcNow() - _begun).TotalSeconds));
        }

        _parentState = _partitions.ParentState();
        _isFinished = true;
    }

    public JsonObject State()
    {
        lock (_lock)
        {
            return PartitionedState.Write(
                _isGlobal, _isGlobal ? null : _cursors.Select(c => (c.Key, c.Value.State())),
                _global is { } value ? new JsonObject { [_terms.Field] = _terms.Values.Format(value) } : null, _lookbackSeconds, _parentState);
        }
    }

    private PartitionTurn Begin(string key)
    {
        lock (_lock)
        {
            if (_known > MostPartitions) _isGlobal = true;
            if (!_cursors.TryGetValue(key, out var progress))
            {
                _known++;
                progress = New();
                if (!_isGlobal) _cursors[key] = progress;
            }

            var turn = new PartitionTurn(key, progress, _partitions.ParentState());
            _turns.Enqueue(turn);
            return turn;
        }
    }

    /// <summary>Of a partition that has no value of its own.</summary>
    private CursorProgress New() => new(
        _terms, _global is { } value ? new JsonObject { [_terms.Field] = _terms.Values.Format(value) } : null, TimeSpan.FromSeconds(_global is null ? 0 : _lookbackSeconds));

    private void Count(PartitionTurn turn, int slices)
    {
        lock (_lock) turn.Open += slices;
    }

    private void Complete(PartitionTurn turn)
    {
        lock (_lock)
        {
            turn.IsComplete = true;
            Settle(turn);
        }
    }

    /// <summary>A parent's state holds once this partition and all before it are done.</summary>
    private void Settle(PartitionTurn turn)
    {
        if (turn.IsDone) _newGlobal = Position.Later(_newGlobal, turn.Progress.Reached);
        while (_turns.TryPeek(out var first) && first.IsDone) _parentState = _turns.Dequeue().ParentState ?? _parentState;
    }
}

using System.Collections.Concurrent;
using ControlPlane.Connectors;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>
/// Lets through every record but those that a sync before has landed already: the lower bound of a read is inclusive, is written less
/// precisely than records are, looks back where the connector wants it, and records from the future come again until their time has come.
/// A record is the same when every byte of it is, and it belongs to the same partition.
/// </summary>
internal sealed class BoundarySink(Boundary? before, IRecordSink target) : ISliceSink
{
    private readonly ConcurrentDictionary<string, Partition> _partitions = new(StringComparer.Ordinal);
    private Func<string, long>? _lowerBound;
    private int _remembered;

    /// <summary>How many records had come before.</summary>
    public long Dropped { get; private set; }

    /// <summary>What no cursor is about does not come again.</summary>
    public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken) => target.AcceptAsync(recordUtf8, cancellationToken);

    public IRecordSink Open(SliceCursor slice)
    {
        _lowerBound = slice.LowerBound;
        return new SliceSink(this, slice.Position, _partitions.GetOrAdd(slice.Partition, key => new Partition(before?.Partitions.GetValueOrDefault(key) ?? [])));
    }

    /// <summary>What the next sync has to know, once the read has ended.</summary>
    public Boundary? Next()
    {
        if (_lowerBound is null) return before;
        foreach (var (key, earlier) in before?.Partitions ?? new Dictionary<string, IReadOnlyCollection<LandedRecord>>())
            _partitions.GetOrAdd(key, _ => new Partition([])).Landed.UnionWith(earlier);
        Forget();
        var kept = _partitions.Where(one => one.Value.Landed.Count > 0).ToDictionary(one => one.Key, IReadOnlyCollection<LandedRecord> (one) => one.Value.Landed, StringComparer.Ordinal);
        return kept.Count == 0 ? null : new Boundary(kept);
    }

    private ValueTask AcceptAsync(Partition partition, long position, ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken)
    {
        var matters = position >= partition.Least;
        if (!matters && partition.Before.Count == 0) return target.AcceptAsync(recordUtf8, cancellationToken);
        var record = LandedRecord.Of(position, recordUtf8.Span);
        if (partition.Before.Contains(record))
        {
            Dropped++;
            return ValueTask.CompletedTask;
        }
        if (matters && partition.Landed.Add(record) && ++_remembered >= 2 * Boundary.MostRecords) Forget();
        return target.AcceptAsync(recordUtf8, cancellationToken);
    }

    /// <summary>Forgets what does not come again; and if that is not enough, the oldest of the partitions that have most.</summary>
    private void Forget()
    {
        foreach (var (key, partition) in _partitions)
        {
            var bound = _lowerBound!(key);
            partition.Landed.RemoveWhere(record => record.Position < bound);
            partition.Least = Math.Max(partition.Least, bound);
        }
        _remembered = _partitions.Values.Sum(partition => partition.Landed.Count);
        if (_remembered <= Boundary.MostRecords) return;
        var each = Share([.. _partitions.Values.Select(partition => partition.Landed.Count)]);
        foreach (var partition in _partitions.Values.Where(partition => partition.Landed.Count > each)) partition.KeepLatest(each);
        _remembered = _partitions.Values.Sum(partition => partition.Landed.Count);
    }

    /// <summary>How many records each partition may have, so that all together they have no more than allowed.</summary>
    private static int Share(int[] counts)
    {
        Array.Sort(counts);
        var left = Boundary.MostRecords;
        for (var i = 0; i < counts.Length; i++)
        {
            var share = left / (counts.Length - i);
            if (counts[i] > share) return share;
            left -= counts[i];
        }
        return Boundary.MostRecords;
    }

    private sealed class Partition(IReadOnlyCollection<LandedRecord> before)
    {
        public HashSet<LandedRecord> Before { get; } = [.. before];

        public HashSet<LandedRecord> Landed { get; } = [];

        /// <summary>What stands before it need not be remembered.</summary>
        public long Least { get; set; } = long.MinValue;

        public void KeepLatest(int count)
        {
            var latest = Landed.OrderByDescending(record => record.Position).Take(count).ToList();
            Landed.Clear();
            Landed.UnionWith(latest);
            if (latest.Count > 0) Least = Math.Max(Least, latest[^1].Position);
        }
    }

    private sealed class SliceSink(BoundarySink owner, RecordPosition read, Partition partition) : IRecordSink
    {
        public ValueTask AcceptAsync(ReadOnlyMemory<byte> recordUtf8, CancellationToken cancellationToken) =>
            read(recordUtf8.Span, out var position) ? owner.AcceptAsync(partition, position, recordUtf8, cancellationToken) : owner.AcceptAsync(recordUtf8, cancellationToken);
    }
}

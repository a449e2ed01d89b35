namespace ControlPlane.Transformation.Lineage;

/// <summary>Keeps the graphs that were asked for last, each built once however many ask for it at the same time.</summary>
/// <param name="capacity">Sizes of graphs together; one that is larger is kept alone.</param>
internal sealed class GraphCache(long capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _clock;

    public int Count
    {
        get
        {
            lock (_gate) return _entries.Count;
        }
    }

    public ProjectLineage? Find(string key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry) || !entry.Lineage.IsValueCreated) return null;
            entry.UsedAt = ++_clock;
            return entry.Lineage.Value;
        }
    }

    public ProjectLineage GetOrBuild(string key, Func<ProjectLineage> build)
    {
        Entry entry;
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out entry!)) _entries[key] = entry = new(new(build));
            entry.UsedAt = ++_clock;
        }
        try
        {
            var lineage = entry.Lineage.Value;
            Trim(entry);
            return lineage;
        }
        catch
        {
            lock (_gate)
            {
                if (_entries.GetValueOrDefault(key) == entry) _entries.Remove(key);
            }
            throw;
        }
    }

    private void Trim(Entry newest)
    {
        lock (_gate)
        {
            var built = _entries.Where(pair => pair.Value.Lineage.IsValueCreated).OrderBy(pair => pair.Value.UsedAt).ToList();
            var total = built.Sum(pair => (long)pair.Value.Lineage.Value.Graph.Size);
            foreach (var (key, entry) in built)
            {
                if (total <= capacity) return;
                if (entry == newest) continue;
                total -= entry.Lineage.Value.Graph.Size;
                _entries.Remove(key);
            }
        }
    }

    private sealed class Entry(Lazy<ProjectLineage> lineage)
    {
        public Lazy<ProjectLineage> Lineage => lineage;

        public long UsedAt { get; set; }
    }
}

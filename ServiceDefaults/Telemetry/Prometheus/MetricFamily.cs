using System.Collections.Concurrent;

namespace ControlPlane.ServiceDefaults.Telemetry.Prometheus;

/// <summary>All series of one metric. Instruments that give the same name feed the same family.</summary>
/// <param name="bounds">Bucket bounds; empty unless it is a histogram.</param>
/// <param name="limit">How many series it may have; what would make another one is dropped.</param>
/// <param name="dropped">Called for each measurement that is dropped.</param>
internal sealed class MetricFamily(string name, string? help, MetricType type, double[] bounds, int limit, Action<MetricFamily> dropped)
{
    /// <summary>One series may be reached by tags in several orders; beyond this many they are looked up the slow way.</summary>
    private const int OrdersPerSeries = 4;

    private readonly ConcurrentDictionary<TagSet, Series> _byTags = new(TagSetComparer.Instance);
    private readonly ConcurrentDictionary<string, Series> _byLabels = new(StringComparer.Ordinal);
    private readonly Lock _growth = new();
    private int _series;
    private int _orders;

    public string Name => name;

    public MetricType Type => type;

    /// <param name="fixedTags">The tags of the meter and the instrument.</param>
    /// <param name="scrape">The scrape in progress when the value was observed by it; 0 otherwise.</param>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, KeyValuePair<string, object?>[] fixedTags, Feed feed, long scrape)
    {
        var known = fixedTags.Length == 0 && _byTags.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>().TryGetValue(tags, out var found) ? found : Find(tags, fixedTags);
        if (known is null) dropped(this);
        else known.Record(value, feed, scrape);
    }

    /// <summary>Writes the family, if it has any series. Of observed ones only those of this scrape; the others are forgotten.</summary>
    public void Write(ExpositionWriter writer, long scrape)
    {
        ForgetStale(scrape);
        var first = true;
        foreach (var (_, series) in _byLabels.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (first) writer.Family(name, help, type);
            first = false;
            series.Write(writer, name);
        }
    }

    private Series? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags, KeyValuePair<string, object?>[] fixedTags)
    {
        var labels = LabelText.Of(tags, fixedTags, type);
        if (_byLabels.TryGetValue(labels, out var series) && (fixedTags.Length > 0 || Volatile.Read(ref _orders) >= limit * OrdersPerSeries)) return series;
        if (series is null && Volatile.Read(ref _series) >= limit) return null;
        lock (_growth)
        {
            if (!_byLabels.TryGetValue(labels, out series))
            {
                if (_series >= limit) return null;
                series = type == MetricType.Histogram ? new HistogramSeries(labels, bounds) : new NumberSeries(labels);
                _byLabels[labels] = series;
                _series++;
            }
            if (fixedTags.Length == 0 && _orders < limit * OrdersPerSeries && _byTags.TryAdd(new TagSet(tags.ToArray()), series)) _orders++;
            return series;
        }
    }

    private void ForgetStale(long scrape)
    {
        lock (_growth)
        {
            foreach (var (labels, series) in _byLabels)
            {
                if (IsStale(series, scrape) && _byLabels.TryRemove(labels, out _)) _series--;
            }
            foreach (var (tags, series) in _byTags)
            {
                if (IsStale(series, scrape) && _byTags.TryRemove(tags, out _)) _orders--;
            }
        }
    }

    private static bool IsStale(Series series, long scrape) => series.ObservedAt != 0 && series.ObservedAt != scrape;
}

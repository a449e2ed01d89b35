namespace ControlPlane.ServiceDefaults.Telemetry.Prometheus;

/// <summary>One time series: a metric with one set of labels. Any thread may record.</summary>
/// <param name="labels">The text between the braces; empty without labels.</param>
internal abstract class Series(string labels)
{
    public string Labels => labels;

    /// <summary>The scrape that last observed this series; 0 for one that is fed as things happen.</summary>
    public long ObservedAt { get; set; }

    public abstract void Record(double value, Feed feed, long scrape);

    public abstract void Write(ExpositionWriter writer, string name);
}

/// <summary>A counter or a gauge.</summary>
internal sealed class NumberSeries(string labels) : Series(labels)
{
    private double _value;

    public override void Record(double value, Feed feed, long scrape)
    {
        switch (feed)
        {
            // A counter that went down would read as a restart of the process.
            case Feed.Increment when value >= 0 && double.IsFinite(value):
            case Feed.Difference when double.IsFinite(value):
                Add(value);
                break;
            // Several instruments of one name each hold a part: the second one of a scrape is added to the first.
            case Feed.ObservedTotal when ObservedAt == scrape:
                Add(value);
                break;
            case Feed.Value or Feed.ObservedValue or Feed.ObservedTotal:
                Volatile.Write(ref _value, value);
                break;
            default:
                break;
        }
        if (scrape > 0) ObservedAt = scrape;
    }

    public override void Write(ExpositionWriter writer, string name) => writer.Sample(name, "", Labels, Volatile.Read(ref _value));

    private void Add(double difference)
    {
        var seen = Volatile.Read(ref _value);
        while (true)
        {
            var before = Interlocked.CompareExchange(ref _value, seen + difference, seen);
            if (before.Equals(seen)) return;
            seen = before;
        }
    }
}

/// <summary>A distribution over fixed buckets; count, sum and buckets always speak of the same samples.</summary>
internal sealed class HistogramSeries(string labels, double[] bounds) : Series(labels)
{
    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    public override void Record(double value, Feed feed, long scrape)
    {
        if (double.IsNaN(value)) return;
        var at = Array.BinarySearch(bounds, value);
        lock (_lock)
        {
            _counts[at < 0 ? ~at : at]++;
            _sum += value;
        }
    }

    public override void Write(ExpositionWriter writer, string name)
    {
        Span<long> counts = stackalloc long[_counts.Length];
        double sum;
        lock (_lock)
        {
            _counts.CopyTo(counts);
            sum = _sum;
        }
        long below = 0;
        for (var at = 0; at < counts.Length; at++)
        {
            below += counts[at];
            writer.Bucket(name, Labels, at < bounds.Length ? bounds[at] : double.PositiveInfinity, below);
        }
        writer.Sample(name, "_sum", Labels, sum);
        writer.Sample(name, "_count", Labels, below);
    }
}

using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace ControlPlane.ServiceDefaults.Telemetry.Prometheus;

/// <summary>
/// Listens to the instruments of the chosen meters and keeps their current values for whoever scrapes. A known series is recorded
/// without allocation; observable instruments are asked at the scrape.
/// </summary>
internal sealed partial class MetricCollector : IDisposable
{
    /// <summary>How many series one metric may have.</summary>
    public const int SeriesLimit = 2_000;

    private const string DroppedName = "controlplane_metrics_series_dropped_total";

    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _reported = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _scraping = new();
    private readonly IMeterFactory _meters;
    private readonly ILogger<MetricCollector> _logger;
    private readonly MetricFamily _dropped;
    private long _scrape;

    public MetricCollector(IMeterFactory meters, ILogger<MetricCollector> logger)
    {
        (_meters, _logger) = (meters, logger);
        _dropped = new MetricFamily(DroppedName, "Measurements that were not kept because their metric has too many series.", MetricType.Counter, [], 1, _ => { });
        _dropped.Record(0, [], [], Feed.Increment, 0);
        _families[DroppedName] = _dropped;
        _listener.InstrumentPublished = Publish;
        Listen<byte>(value => value);
        Listen<short>(value => value);
        Listen<int>(value => value);
        Listen<long>(value => value);
        Listen<float>(value => value);
        Listen<double>(value => value);
        Listen<decimal>(value => (double)value);
    }

    public void Start() => _listener.Start();

    /// <summary>Asks the observable instruments and writes everything. One scrape at a time.</summary>
    public void Scrape(IBufferWriter<byte> output)
    {
        lock (_scraping)
        {
            _scrape++;
            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException exception)
            {
                // The others were asked all the same.
                Log.NotObserved(_logger, exception, exception.InnerExceptions.Count);
            }
            var writer = new ExpositionWriter(output);
            foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal)) family.Write(writer, _scrape);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Listen<T>(Func<T, double> toDouble)
        where T : struct =>
        _listener.SetMeasurementEventCallback<T>((_, value, tags, state) => ((Subscription)state!).Record(toDouble(value), tags, this));

    private void Publish(Instrument instrument, MeterListener listener)
    {
        // Meters of another host in this process, which a test may well have, are that host's.
        if (!Instrumentation.Includes(instrument.Meter.Name) || (instrument.Meter.Scope is { } scope && !ReferenceEquals(scope, _meters))) return;
        if (InstrumentKind.Of(instrument) is not { } kind) return;
        var name = MetricName.Of(instrument.Name, instrument.Unit, kind.Type);
        var family = _families.GetOrAdd(name, _ => new MetricFamily(
            name, instrument.Description, kind.Type, kind.Type == MetricType.Histogram ? HistogramBounds.Of(instrument) : [], SeriesLimit, Drop));
        if (family.Type != kind.Type || family == _dropped)
        {
            Log.NameTaken(_logger, instrument.Meter.Name, instrument.Name, name);
            return;
        }
        listener.EnableMeasurementEvents(instrument, new Subscription(family, kind, [.. instrument.Meter.Tags ?? [], .. instrument.Tags ?? []]));
    }

    private void Drop(MetricFamily family)
    {
        _dropped.Record(1, [], [], Feed.Increment, 0);
        if (_reported.TryAdd(family.Name, true)) Log.TooManySeries(_logger, family.Name, SeriesLimit);
    }

    private sealed record Subscription(MetricFamily Family, InstrumentKind Kind, KeyValuePair<string, object?>[] FixedTags)
    {
        public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, MetricCollector collector) =>
            Family.Record(value, tags, FixedTags, Kind.Feed, Kind.Observed ? collector._scrape : 0);
    }

    private static partial class Log
    {
        [LoggerMessage(1110, LogLevel.Warning, "Metric {Metric} has more than {Limit} series; further ones are dropped and counted")]
        public static partial void TooManySeries(ILogger logger, string metric, int limit);

        [LoggerMessage(1111, LogLevel.Warning, "Instrument {Instrument} of {Meter} is left out: another kind of instrument already has the name {Metric}")]
        public static partial void NameTaken(ILogger logger, string meter, string instrument, string metric);

        [LoggerMessage(1112, LogLevel.Warning, "{Count} observable instruments failed to answer a scrape")]
        public static partial void NotObserved(ILogger logger, Exception exception, int count);
    }
}

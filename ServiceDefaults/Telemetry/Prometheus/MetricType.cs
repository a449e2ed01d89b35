using System.Diagnostics.Metrics;

namespace ControlPlane.ServiceDefaults.Telemetry.Prometheus;

internal enum MetricType { Counter, Gauge, Histogram }

/// <summary>How a measurement changes a series.</summary>
internal enum Feed
{
    /// <summary>Adds an increment that is not negative.</summary>
    Increment,

    /// <summary>Adds any difference.</summary>
    Difference,

    /// <summary>Replaces the value.</summary>
    Value,

    /// <summary>Joins a distribution.</summary>
    Sample,

    /// <summary>Is one part of the total that is observed at a scrape.</summary>
    ObservedTotal,

    /// <summary>Is the value that is observed at a scrape.</summary>
    ObservedValue,
}

/// <summary>What an instrument is, by its kind.</summary>
internal readonly record struct InstrumentKind(MetricType Type, Feed Feed)
{
    public bool Observed => Feed is Feed.ObservedTotal or Feed.ObservedValue;

    /// <summary>Null for a kind of instrument that the runtime does not define.</summary>
    public static InstrumentKind? Of(Instrument instrument)
    {
        var type = instrument.GetType();
        if (!type.IsGenericType) return null;
        var kind = type.GetGenericTypeDefinition();
        if (kind == typeof(Counter<>)) return new(MetricType.Counter, Feed.Increment);
        if (kind == typeof(UpDownCounter<>)) return new(MetricType.Gauge, Feed.Difference);
        if (kind == typeof(Gauge<>)) return new(MetricType.Gauge, Feed.Value);
        if (kind == typeof(Histogram<>)) return new(MetricType.Histogram, Feed.Sample);
        if (kind == typeof(ObservableCounter<>)) return new(MetricType.Counter, Feed.ObservedTotal);
        if (kind == typeof(ObservableUpDownCounter<>)) return new(MetricType.Gauge, Feed.ObservedTotal);
        if (kind == typeof(ObservableGauge<>)) return new(MetricType.Gauge, Feed.ObservedValue);
        return null;
    }
}

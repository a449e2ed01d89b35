using System.Diagnostics.Metrics;

namespace ControlPlane.ServiceDefaults.Telemetry.Prometheus;

/// <summary>The upper bounds of a histogram's buckets, ascending, without the last one, which is always +Inf.</summary>
internal static class HistogramBounds
{
    /// <summary>From a quick answer to a stage that takes a quarter of an hour.</summary>
    private static readonly double[] Seconds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];
    private static readonly double[] Milliseconds = [.. Seconds.Select(bound => bound * 1000)];
    private static readonly double[] Bytes = [.. Enumerable.Range(4, 11).Select(power => Math.Pow(4, power))];
    private static readonly double[] Amounts = [0, 1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 10_000, 100_000, 1_000_000];

    /// <summary>What the instrument advises, else what suits its unit.</summary>
    public static double[] Of(Instrument instrument)
    {
        double[] advised = [.. Advice(instrument).Where(double.IsFinite).Distinct().Order()];
        if (advised.Length > 0) return advised;
        return instrument.Unit switch
        {
            "s" => Seconds,
            "ms" => Milliseconds,
            "By" => Bytes,
            _ => Amounts,
        };
    }

    private static IEnumerable<double> Advice(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => bounds,
        Histogram<float> { Advice.HistogramBucketBoundaries: { } bounds } => bounds.Select(bound => (double)bound),
        Histogram<decimal> { Advice.HistogramBucketBoundaries: { } bounds } => bounds.Select(bound => (double)bound),
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => bounds.Select(bound => (double)bound),
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => bounds.Select(bound => (double)bound),
        Histogram<short> { Advice.HistogramBucketBoundaries: { } bounds } => bounds.Select(bound => (double)bound),
        Histogram<byte> { Advice.HistogramBucketBoundaries: { } bounds } => bounds.Select(bound => (double)bound),
        _ => [],
    };
}

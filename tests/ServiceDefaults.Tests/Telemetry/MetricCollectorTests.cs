using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using ControlPlane.ServiceDefaults.Telemetry.Prometheus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.ServiceDefaults.Tests.Telemetry;

public sealed class MetricCollectorTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MetricCollector _collector;
    private readonly Meter _meter;

    public MetricCollectorTests()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _collector = new MetricCollector(meters, NullLogger<MetricCollector>.Instance);
        _collector.Start();
        _meter = meters.Create("ControlPlane.Tests");
    }

    [Fact]
    public void Every_kind_of_instrument_is_written()
    {
        _meter.CreateCounter<long>("t.rows", "{row}", "Rows.").Add(3);
        _meter.CreateUpDownCounter<int>("t.open").Add(-2);
        _meter.CreateGauge<double>("t.level", "1").Record(0.25);
        _meter.CreateObservableCounter("t.ticks", () => 7L);
        _meter.CreateObservableGauge("t.heat", () => new Measurement<float>(1.5f, new KeyValuePair<string, object?>("room", 2)));
        _meter.CreateObservableUpDownCounter("t.depth", () => -1m, "By");

        var scrape = Scrape();

        scrape["t_rows_total"].ShouldBe(3);
        scrape["t_open"].ShouldBe(-2);
        scrape["t_level_ratio"].ShouldBe(0.25);
        scrape["t_ticks_total"].ShouldBe(7);
        scrape["t_heat{room=\"2\"}"].ShouldBe(1.5);
        scrape["t_depth_bytes"].ShouldBe(-1);
        scrape.Families["t_rows_total"].ShouldSatisfyAllConditions(family => family.Type.ShouldBe("counter"), family => family.Help.ShouldBe("Rows."));
        scrape.Families["t_open"].Type.ShouldBe("gauge");
    }

    [Fact]
    public void Histogram_uses_the_advised_bounds_and_counts_a_value_on_a_bound_within_it()
    {
        var histogram = _meter.CreateHistogram("t.size", "By", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2, 4] });
        foreach (var value in (double[])[0.5, 1, 1.5, 4, 100, double.NaN]) histogram.Record(value);

        var scrape = Scrape();

        scrape["t_size_bytes_bucket{le=\"1\"}"].ShouldBe(2);
        scrape["t_size_bytes_bucket{le=\"2\"}"].ShouldBe(3);
        scrape["t_size_bytes_bucket{le=\"4\"}"].ShouldBe(4);
        scrape["t_size_bytes_bucket{le=\"+Inf\"}"].ShouldBe(5);
        scrape["t_size_bytes_sum"].ShouldBe(107);
        scrape["t_size_bytes_count"].ShouldBe(5);
    }

    [Fact]
    public void Tags_in_another_order_are_the_same_series()
    {
        var counter = _meter.CreateCounter<long>("t.orders");
        counter.Add(1, new("b", 1), new("a", true));
        counter.Add(2, new("a", true), new KeyValuePair<string, object?>("b", 1));
        counter.Add(4, new("a", true), new("b", 1), new("none", null));

        Scrape()["t_orders_total{a=\"true\",b=\"1\"}"].ShouldBe(7);
    }

    [Fact]
    public void Hostile_text_in_labels_and_descriptions_cannot_break_a_line()
    {
        _meter.CreateCounter<long>("t.odd", null, "One\\two\r\nthree").Add(1, new KeyValuePair<string, object?>("who", "a\"} 1\nfake_total 9\\ \ud83d\ude00"));

        var scrape = Scrape();

        scrape.Has("fake_total").ShouldBeFalse();
        scrape.Families["t_odd_total"].Help.ShouldBe("One\\\\two\\nthree");
        scrape["t_odd_total{who=\"a\\\"} 1\\nfake_total 9\\\\ \ud83d\ude00\"}"].ShouldBe(1);
    }

    [Fact]
    public void Counter_never_goes_down_and_ignores_what_is_no_number()
    {
        var counter = _meter.CreateCounter<double>("t.up");
        counter.Add(2);
        counter.Add(-1);
        counter.Add(double.NaN);
        counter.Add(double.PositiveInfinity);

        Scrape()["t_up_total"].ShouldBe(2);
    }

    [Fact]
    public void Series_beyond_the_limit_are_dropped_and_counted()
    {
        var counter = _meter.CreateCounter<long>("t.many");
        for (var index = 0; index < MetricCollector.SeriesLimit + 10; index++) counter.Add(1, new KeyValuePair<string, object?>("id", index));
        counter.Add(1, new KeyValuePair<string, object?>("id", 0));

        var scrape = Scrape();

        scrape.Families["t_many_total"].Samples.Count.ShouldBe(MetricCollector.SeriesLimit);
        scrape["controlplane_metrics_series_dropped_total"].ShouldBe(10);
        scrape["t_many_total{id=\"0\"}"].ShouldBe(2);
    }

    [Fact]
    public void What_is_no_longer_observed_is_forgotten_and_makes_room()
    {
        var generation = 0;
        _meter.CreateObservableGauge("t.pools", () => Enumerable.Range(0, MetricCollector.SeriesLimit).Select(id => new Measurement<int>(id, new KeyValuePair<string, object?>("id", $"{generation}-{id}"))));
        Scrape().Has("t_pools{id=\"0-5\"}").ShouldBeTrue();
        generation = 1;

        var scrape = Scrape();
        scrape = Scrape();

        scrape.Has("t_pools{id=\"0-5\"}").ShouldBeFalse();
        scrape["t_pools{id=\"1-5\"}"].ShouldBe(5);
    }

    [Fact]
    public void Observed_parts_of_one_total_are_added_anew_at_each_scrape()
    {
        using var other = new Meter("ControlPlane.Tests.Other");
        _meter.CreateObservableUpDownCounter("t.conns", () => 2);
        other.CreateObservableUpDownCounter("t.conns", () => 3);

        Scrape()["t_conns"].ShouldBe(5);
        Scrape()["t_conns"].ShouldBe(5);
    }

    [Fact]
    public void One_failing_instrument_does_not_hide_the_others()
    {
        _meter.CreateObservableGauge("t.broken", new Func<int>(() => throw new InvalidOperationException("broken")));
        _meter.CreateObservableGauge("t.whole", () => 1);

        Scrape()["t_whole"].ShouldBe(1);
    }

    [Fact]
    public void Another_kind_of_instrument_cannot_take_a_name()
    {
        _meter.CreateCounter<int>("t.same").Add(1);
        _meter.CreateUpDownCounter<int>("t.same.total").Add(5);

        Scrape()["t_same_total"].ShouldBe(1);
    }

    [Fact]
    public void Connection_string_never_becomes_a_label()
    {
        _meter.CreateCounter<int>("t.pool").Add(1, new KeyValuePair<string, object?>("pool.name", "Host=db.internal;Username=admin;Database=control"));

        Text().ShouldNotContain("db.internal");
    }

    [Fact]
    public void Meters_nobody_chose_and_those_of_another_host_are_left_out()
    {
        using var others = new ServiceCollection().AddMetrics().BuildServiceProvider();
        others.GetRequiredService<IMeterFactory>().Create("ControlPlane.Tests").CreateCounter<int>("t.foreign").Add(1);
        using var unknown = new Meter("Somebody.Else");
        unknown.CreateCounter<int>("t.unknown").Add(1);

        Text().ShouldNotContain("t_foreign");
        Text().ShouldNotContain("t_unknown");
    }

    [Fact]
    public async Task Nothing_is_lost_when_threads_record_while_others_scrape()
    {
        var counter = _meter.CreateCounter<long>("t.parallel");
        var histogram = _meter.CreateHistogram<double>("t.parallel.time", "s");
        using var done = new CancellationTokenSource();
        var scraper = Task.Run(() =>
        {
            while (!done.IsCancellationRequested) Scrape();
        });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (var index = 0; index < 20_000; index++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("key", index % 50), new KeyValuePair<string, object?>("worker", worker % 2));
                histogram.Record(index);
            }
        })));
        await done.CancelAsync();
        await scraper;

        var scrape = Scrape();
        scrape.Families["t_parallel_total"].Samples.Sum(sample => sample.Value).ShouldBe(80_000);
        scrape.Families["t_parallel_total"].Samples.Count.ShouldBe(100);
        scrape["t_parallel_time_seconds_count"].ShouldBe(80_000);
    }

    [Fact]
    public void Known_series_is_recorded_without_allocation()
    {
        var counter = _meter.CreateCounter<long>("t.hot");
        var histogram = _meter.CreateHistogram<double>("t.hot.time", "s");
        var (tenant, status) = (new KeyValuePair<string, object?>("tenant", "acme-dev"), new KeyValuePair<string, object?>("status", "ok"));
        Record(1_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Record(10_000);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);

        void Record(int times)
        {
            for (var index = 0; index < times; index++)
            {
                counter.Add(1, tenant, status);
                histogram.Record(0.1, tenant);
            }
        }
    }

    public void Dispose()
    {
        _collector.Dispose();
        _services.Dispose();
    }

    private Exposition Scrape() => Exposition.Parse(Text());

    private string Text()
    {
        var buffer = new ArrayBufferWriter<byte>();
        _collector.Scrape(buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

using ControlPlane.ServiceDefaults.Telemetry.Prometheus;

namespace ControlPlane.ServiceDefaults.Tests.Telemetry;

public sealed class MetricNameTests
{
    [Theory]
    [InlineData("http.server.request.duration", "s", "Histogram", "http_server_request_duration_seconds")]
    [InlineData("controlplane.rows", "{row}", "Counter", "controlplane_rows_total")]
    [InlineData("things_total", null, "Counter", "things_total")]
    [InlineData("dotnet.gc.heap.total_allocated", "By", "Counter", "dotnet_gc_heap_total_allocated_bytes_total")]
    [InlineData("body_bytes", "By", "Gauge", "body_bytes")]
    [InlineData("load", "1", "Gauge", "load_ratio")]
    [InlineData("hits", "1", "Counter", "hits_total")]
    [InlineData("speed", "By/s", "Gauge", "speed_bytes_per_second")]
    [InlineData("rate", "{row}/s", "Gauge", "rate_per_second")]
    [InlineData("2nd.try--odd  name", null, "Gauge", "_2nd_try_odd_name")]
    [InlineData("größe", null, "Gauge", "gr_e")]
    public void Name_carries_its_unit_and_what_it_is(string name, string? unit, string type, string expected) =>
        MetricName.Of(name, unit, Enum.Parse<MetricType>(type)).ShouldBe(expected);

    [Theory]
    [InlineData("http.request.method", "http_request_method")]
    [InlineData("__name__", "tag__name__")]
    [InlineData("le", "tag_le")]
    [InlineData("1st", "_1st")]
    [InlineData("a:b", "a_b")]
    public void Label_never_takes_a_name_that_Prometheus_keeps(string key, string expected) => MetricName.Label(key, MetricType.Histogram).ShouldBe(expected);
}

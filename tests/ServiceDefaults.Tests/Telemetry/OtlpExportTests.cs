using System.Collections.Concurrent;
using System.Text;
using ControlPlane.Reconciliation;
using ControlPlane.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ControlPlane.ServiceDefaults.Tests.Telemetry;

[Collection(nameof(ServiceApp))]
public sealed class OtlpExportTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Spans_and_metrics_reach_the_collector_without_passwords()
    {
        await using var collector = await Collector.StartAsync();
        await using (var service = await StartAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=abc")))
        {
            await service.Http.GetStringAsync("/hello/you", Token);
            await service.Http.GetStringAsync("/metrics", Token);
            await using (var connection = await service.Get<ControlDatabase>().OpenFleetAsync(Token))
            await using (var command = new NpgsqlCommand("SELECT 'PASSWORD ''hunter2'''", connection)) await command.ExecuteScalarAsync(Token);
            await service.StopAsync();
        }

        collector.Received.Select(sent => sent.Path).Distinct().Order().ShouldBe(["/v1/metrics", "/v1/traces"]);
        collector.Received.ShouldAllBe(sent => sent.ContentType == "application/x-protobuf" && sent.Key == "abc");
        var traces = collector.Text("/v1/traces");
        traces.ShouldContain("sample");
        traces.ShouldContain("/hello/{name}");
        traces.ShouldNotContain("hunter2");
        collector.Text("/v1/metrics").ShouldContain("http.server.request.duration");
        collector.Text("/v1/metrics").ShouldContain("controlplane.work.due");
    }

    [Fact]
    public async Task Service_name_comes_from_the_setting_and_the_endpoint_may_have_a_path()
    {
        await using var collector = await Collector.StartAsync();
        await using (var service = await StartAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", $"{collector.Address}/in/"), ("OTEL_SERVICE_NAME", "my-control-plane")))
            await service.StopAsync();

        collector.Received.ShouldAllBe(sent => sent.Path.StartsWith("/in/v1/", StringComparison.Ordinal));
        collector.Text("/in/v1/metrics").ShouldContain("my-control-plane");
    }

    [Fact]
    public async Task Service_runs_and_stops_although_the_collector_is_away()
    {
        string nowhere;
        await using (var collector = await Collector.StartAsync()) nowhere = collector.Address;

        await using var service = await StartAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", nowhere));

        (await service.Http.GetStringAsync("/hello/you", Token)).ShouldBe("Hello, you");
        await service.StopAsync();
    }

    [Fact]
    public async Task Endpoint_that_is_no_address_is_refused_at_start()
    {
        var refused = await Should.ThrowAsync<InvalidOperationException>(() => StartAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318")));

        refused.Message.ShouldContain("OTEL_EXPORTER_OTLP_ENDPOINT");
    }

    private async Task<ServiceApp> StartAsync(params (string Key, string Value)[] settings) => await ServiceApp.StartAsync((await postgres.NewPlatformAsync()).Control, settings);

    private sealed record Sent(string Path, string? ContentType, string? Key, byte[] Body);

    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        public ConcurrentQueue<Sent> Received { get; } = [];

        public string Address => app.Urls.First();

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
            var collector = new Collector(builder.Build());
            await collector.ServeAsync();
            return collector;
        }

        public string Text(string path) => string.Concat(Received.Where(sent => sent.Path == path).Select(sent => Encoding.UTF8.GetString(sent.Body)));

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private Task ServeAsync()
        {
            app.Run(async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body, context.RequestAborted);
                Received.Enqueue(new Sent(context.Request.Path, context.Request.ContentType, context.Request.Headers["api-key"], body.ToArray()));
                context.Response.ContentType = "application/x-protobuf";
            });
            return app.StartAsync(Token);
        }
    }
}

using System.Reflection;
using ControlPlane.ServiceDefaults.Modules;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ControlPlane.ServiceDefaults.Telemetry.Otlp;

/// <summary>Sends spans and metrics to a collector from before the first hosted service starts until after the last one stopped.</summary>
internal sealed class OtlpExport(OtlpOptions options, IEnumerable<IServiceModule> modules, IHostEnvironment environment) : IHostedLifecycleService, IDisposable
{
    /// <summary>How long stopping waits for a collector that does not answer.</summary>
    private const int FlushMs = 3_000;

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var resource = Resource();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource([.. Instrumentation.Sources])
            .AddProcessor(new StatementRedaction())
            .AddOtlpExporter(exporter => Send(exporter, "traces"))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter([.. Instrumentation.Meters])
            .AddOtlpExporter(exporter => Send(exporter, "metrics"))
            .Build();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Task.Run(() => _traces?.Shutdown(FlushMs), CancellationToken.None), Task.Run(() => _metrics?.Shutdown(FlushMs), CancellationToken.None));

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private ResourceBuilder Resource()
    {
        var names = string.Join('+', modules.Select(module => module.Name));
        return ResourceBuilder.CreateDefault()
            .AddService(
                options.ServiceName ?? (names.Length > 0 ? names : environment.ApplicationName), serviceNamespace: "controlplane",
                serviceVersion: Assembly.GetExecutingAssembly().GetName().Version?.ToString(), serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}")
            .AddAttributes([new("deployment.environment.name", environment.EnvironmentName.ToLowerInvariant())]);
    }

    private void Send(OtlpExporterOptions exporter, string signal)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = options.For(signal);
        if (options.Headers is not null) exporter.Headers = options.Headers;
    }
}

internal static class OtlpRegistration
{
    public static void AddOtlpExport(this IHostApplicationBuilder builder)
    {
        if (OtlpOptions.Read(builder.Configuration) is not { } options) return;
        // The server's own spans then carry method, path and status, as instrumentation packages would add them.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        builder.Services.AddSingleton<IStartupFilter, SpanRoutes>();
        builder.Services.AddSingleton<IHostedService>(services =>
            new OtlpExport(options, services.GetServices<IServiceModule>(), services.GetRequiredService<IHostEnvironment>()));
    }
}

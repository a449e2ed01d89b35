using System.Runtime.CompilerServices;
using ControlPlane.ServiceDefaults.Telemetry.Otlp;
using ControlPlane.ServiceDefaults.Telemetry.Prometheus;
using ControlPlane.ServiceDefaults.Telemetry.Work;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

[assembly: InternalsVisibleTo("ControlPlane.ServiceDefaults.Tests")]

namespace ControlPlane.ServiceDefaults.Telemetry;

/// <summary>Metrics for whoever scrapes, and export over OTLP where a collector is configured.</summary>
public static class TelemetryRegistration
{
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MetricCollector>();
        builder.Services.AddSingleton<WorkGauges>();
        builder.AddOtlpExport();
    }

    /// <summary><c>GET /metrics</c> for the operator. Collecting starts here.</summary>
    public static void MapTelemetry(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.GetRequiredService<MetricCollector>().Start();
        routes.ServiceProvider.GetRequiredService<WorkGauges>();
        routes.MapMetrics();
    }
}

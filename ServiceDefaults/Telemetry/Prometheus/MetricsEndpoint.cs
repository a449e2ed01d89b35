using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Telemetry.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ControlPlane.ServiceDefaults.Telemetry.Prometheus;

internal static class MetricsEndpoint
{
    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", GetAsync).RequireAuthorization(Policies.Operator).ExcludeFromDescription();

    private static async Task GetAsync(HttpContext context, MetricCollector collector, WorkGauges work, CancellationToken cancellationToken)
    {
        await work.RefreshAsync(cancellationToken);
        context.Response.ContentType = ExpositionWriter.ContentType;
        context.Response.Headers.CacheControl = "no-store";
        collector.Scrape(context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(cancellationToken);
    }
}

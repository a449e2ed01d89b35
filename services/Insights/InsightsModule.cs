using ControlPlane.Insights.Alerts;
using ControlPlane.Insights.Consumers;
using ControlPlane.Insights.Events;
using ControlPlane.Insights.Runs;
using ControlPlane.Insights.Telemetry;
using ControlPlane.ServiceDefaults.Modules;

namespace ControlPlane.Insights;

/// <summary>Listens only: runs, the row ledger, alerts.</summary>
public sealed class InsightsModule : IServiceModule
{
    public string Name => "insights";

    public IReadOnlyList<Type> Consumers => [typeof(RunConsumers), typeof(StageConsumer), typeof(LedgerConsumers), typeof(SyncWarnedConsumer), typeof(TenantConsumers)];

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EventLog>();
        builder.Services.AddSingleton<AlertStore>();
        builder.Services.AddSingleton<RunMetrics>();
        builder.Services.AddSingleton<RunStore>();
        builder.Services.AddSingleton<RunQueries>();
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapRuns();
        routes.MapAlerts();
    }
}

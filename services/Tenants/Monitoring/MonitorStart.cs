using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults.Modules;

namespace ControlPlane.Tenants.Monitoring;

/// <summary>Sees to it that the one work row of all monitors exists; several processes share it.</summary>
internal sealed class MonitorStart(ServiceState<TenantsModule> state) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => state.Work.MakeDueAsync(ControlDatabase.Fleet, MonitorReconciler.KindName, MonitorReconciler.Key, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Outbox;
using ControlPlane.Reconciliation.Work;

namespace ControlPlane.ServiceDefaults.Modules;

/// <summary>What one service keeps in the control database: its tables, its work rows and its outbox, all in its own schema.</summary>
public sealed class ServiceState<TModule>(TModule module, ControlDatabase database, TimeProvider time)
    where TModule : class, IServiceModule
{
    public ControlDatabase Database => database;

    public WorkQueue Work { get; } = new(database, module.Name, time);

    public OutboxWriter Outbox { get; } = new(module.Name, time);
}

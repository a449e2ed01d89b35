using ControlPlane.Reconciliation;
using ControlPlane.Reconciliation.Work;

namespace ControlPlane.ServiceDefaults.Modules;

/// <summary>Something that must be brought up to date in the control database before anything starts.</summary>
public interface IMigratable
{
    Task MigrateAsync(ControlDatabase database, TimeProvider time, CancellationToken cancellationToken);

    /// <summary>Gives back what a dead process still holds; called only when this process is the only one on the database.</summary>
    Task ReleaseAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>The tables of a library that several services share, in a schema of their own.</summary>
internal sealed class SharedMigration(string schema, Type marker) : IMigratable
{
    public Task MigrateAsync(ControlDatabase database, TimeProvider time, CancellationToken cancellationToken) =>
        Migrator.MigrateAsync(database, schema, [marker.Assembly], time, cancellationToken);
}

/// <summary>A service's work and outbox tables, then its own.</summary>
internal sealed class ModuleMigration<TModule>(TModule module, ServiceState<TModule> state) : IMigratable
    where TModule : class, IServiceModule
{
    public Task MigrateAsync(ControlDatabase database, TimeProvider time, CancellationToken cancellationToken) =>
        Migrator.MigrateAsync(database, module.Name, [typeof(WorkQueue).Assembly, typeof(TModule).Assembly], time, cancellationToken);

    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        await state.Work.ReleaseAllAsync(cancellationToken);
        await state.Outbox.ReleaseAllAsync(state.Database, cancellationToken);
    }
}

using ControlPlane.Contracts;

namespace ControlPlane.Warehouses.Provisioning;

/// <summary>Makes, watches and removes what tenants have in a warehouse. The only one who logs in as the warehouse's administrator.</summary>
public interface IWarehouseProvisioner
{
    /// <summary>Compares the warehouse with what is wanted; changes nothing.</summary>
    /// <param name="thorough">True also tries each role's kept password anew; otherwise what was found of that in the last minutes may be repeated.</param>
    Task<Observed<ProvisioningPlan>> PlanAsync(DesiredWarehouse desired, bool thorough, CancellationToken cancellationToken);

    /// <summary>Carries out a plan of this provisioner. Every step can be repeated; whoever is cut off observes again and goes on.</summary>
    /// <param name="progress">Told the steps that are done, after each group that took effect together.</param>
    /// <exception cref="Reconciliation.Fault">A step failed; those before it have taken effect.</exception>
    Task ApplyAsync(ProvisioningPlan plan, Func<IReadOnlyList<ProvisioningStep>, Task> progress, CancellationToken cancellationToken);

    /// <summary>Whether the tenant's roles may log in. Taking it away also ends their sessions. Does nothing where there are no roles.</summary>
    Task SetLoginAsync(TenantId tenant, bool allowed, CancellationToken cancellationToken);

    /// <summary>Ends every session of these tenants' roles, all tenants in one request.</summary>
    Task EndSessionsAsync(IReadOnlyList<TenantId> tenants, CancellationToken cancellationToken);

    /// <summary>Removes the tenant's database with everything in it, whoever is connected. Does nothing when there is none.</summary>
    Task DropDatabaseAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Removes the tenant's roles and every privilege they hold elsewhere. Does nothing when there are none.</summary>
    Task DropRolesAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Everything of the tenant that exists in the warehouse now; empty when there is nothing.</summary>
    Task<IReadOnlyList<InventoryItem>> InventoryAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Statement time of every tenant that has a database, in one request.</summary>
    Task<IReadOnlyList<StatementTime>> StatementTimesAsync(IReadOnlyList<TenantId> tenants, CancellationToken cancellationToken);
}

/// <param name="Kind"><c>database</c>, <c>schema</c>, <c>table</c>, <c>role</c> and so on.</param>
public sealed record InventoryItem(string Kind, string Name);

/// <param name="Finished">Time of the statements that have ended, as the server counts it. Starts again from zero after a crash or a reset.</param>
/// <param name="InFlight">Time that the statements now running have taken so far; not part of <paramref name="Finished"/>.</param>
public sealed record StatementTime(TenantId Tenant, TimeSpan Finished, TimeSpan InFlight);

using ControlPlane.Contracts;

namespace ControlPlane.Warehouses;

/// <summary>A place where every tenant has a database. Sessions are opened as one of the tenant's own roles, never as an administrator.</summary>
public interface IWarehouse
{
    WarehouseCapabilities Capabilities { get; }

    /// <summary>Quotes one identifier, exactly as written; the only way an identifier gets into a statement.</summary>
    string Quote(string identifier);

    /// <exception cref="Reconciliation.Fault">Suspended when the tenant's quota is used up; Unavailable; AccessDenied when the role cannot log in.</exception>
    Task<IWarehouseSession> OpenAsync(TenantId tenant, WarehouseRole role, CancellationToken cancellationToken);

    /// <summary>
    /// Creates or replaces the view <c>RAW."{table}_current"</c>, which the transformer may select from: one column with a type for each
    /// <see cref="RawColumn"/>. A value that does not fit its column's type is null there, and stays as it came in the table. Does nothing
    /// where the view is already so. No model that reads the view is lost: where it needs a column that is gone or has another type now,
    /// that column stays as it was, and the new one comes as <c>{name}__v_{type}</c> until no model needs the old one.
    /// </summary>
    /// <exception cref="Reconciliation.Fault">Unavailable or AccessDenied while the table or the database is missing; Rejected when something else has the view's name.</exception>
    Task PublishAsync(TenantId tenant, RawView view, CancellationToken cancellationToken);
}

/// <summary>What an engine can do, as data: nobody asks for an engine's name.</summary>
/// <param name="Engine">For display only.</param>
/// <param name="MaxIdentifierBytes">Longer names are cut or refused by the engine.</param>
/// <param name="TransactionalDdl">Whether relations can be swapped together in one transaction.</param>
public sealed record WarehouseCapabilities(string Engine, int MaxIdentifierBytes, bool TransactionalDdl)
{
    /// <summary>Whether the engine keeps each role from what it may not do; if not, roles of one tenant are told apart by the control plane alone.</summary>
    public bool EnforcesRoles { get; init; } = true;

    /// <summary>Whether the engine itself refuses a suspended tenant's logins; if not, the control plane does.</summary>
    public bool RefusesSuspended { get; init; } = true;

    /// <summary>Whether names that differ in case alone are different names.</summary>
    public bool CaseSensitiveNames { get; init; } = true;

    /// <summary>Whether several processes can have sessions at once.</summary>
    public bool SharedByProcesses { get; init; } = true;
}

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
}

/// <summary>What an engine can do, as data: nobody asks for an engine's name.</summary>
/// <param name="Engine">For display only.</param>
/// <param name="MaxIdentifierBytes">Longer names are cut or refused by the engine.</param>
/// <param name="TransactionalDdl">Whether relations can be swapped together in one transaction.</param>
public sealed record WarehouseCapabilities(string Engine, int MaxIdentifierBytes, bool TransactionalDdl);

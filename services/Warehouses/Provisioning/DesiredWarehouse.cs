using ControlPlane.Contracts;

namespace ControlPlane.Warehouses.Provisioning;

/// <summary>What a tenant should have in the warehouse, in words that every engine understands.</summary>
/// <param name="ConnectionLimit">How many connections each role may have at once.</param>
/// <param name="RawTables">The tables of RAW, one a stream; the table of loads comes on top.</param>
/// <param name="Suspended">True while the quota is used up: the roles exist but cannot log in.</param>
public sealed record DesiredWarehouse(TenantId Tenant, int ConnectionLimit, IReadOnlyList<string> RawTables, bool Suspended);

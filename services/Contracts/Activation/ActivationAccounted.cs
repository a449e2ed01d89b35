namespace ControlPlane.Contracts.Activation;

/// <summary>The ledger of one activation: selected = created + updated + unchanged + failed.</summary>
public sealed record ActivationAccounted(
    TenantId Tenant, Guid Run, string Activation, long Version, long Selected, long Created, long Updated, long Unchanged, long Failed, bool Final) : ITenantMessage;

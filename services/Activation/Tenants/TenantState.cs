using ControlPlane.Contracts.Tenants.Spec;

namespace ControlPlane.Activation.Tenants;

/// <summary>What this service knows of a tenant.</summary>
/// <param name="Spec">The newest; null when only a suspension has been heard of so far.</param>
internal sealed record TenantState(long Generation, TenantSpec? Spec, bool Suspended);

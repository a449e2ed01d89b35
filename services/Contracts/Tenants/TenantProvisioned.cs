using ControlPlane.Contracts.Tenants.Spec;

namespace ControlPlane.Contracts.Tenants;

/// <summary>
/// Everything that this generation of the spec asks for exists. Carries the whole effective spec (blueprint defaults merged with
/// overrides; references to secrets, never values), so that the services need not call back: a consumer keeps the newest generation.
/// </summary>
public sealed record TenantProvisioned(TenantId Tenant, long Generation, TenantSpec Spec, DateTimeOffset ProvisionedAt) : ITenantMessage;

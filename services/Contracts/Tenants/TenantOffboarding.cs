namespace ControlPlane.Contracts.Tenants;

/// <summary>The tenant is being removed: stop its work, start nothing new, forget what is kept about it.</summary>
public sealed record TenantOffboarding(TenantId Tenant, long Generation) : ITenantMessage;

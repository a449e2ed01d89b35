namespace ControlPlane.Contracts.Tenants;

/// <summary>The quota was raised or the month turned: the tenant's roles can start queries again.</summary>
public sealed record TenantResumed(TenantId Tenant, DateTimeOffset At) : ITenantMessage;

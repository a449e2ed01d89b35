namespace ControlPlane.Contracts.Tenants;

/// <summary>The resource monitor reached 100 %: the tenant's roles can no longer start queries.</summary>
public sealed record TenantSuspended(TenantId Tenant, decimal UsedCredits, decimal QuotaCredits, DateTimeOffset At) : ITenantMessage;

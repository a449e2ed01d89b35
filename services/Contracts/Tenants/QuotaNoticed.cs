namespace ControlPlane.Contracts.Tenants;

/// <summary>The resource monitor passed a notification threshold (75 or 90 percent) this month.</summary>
public sealed record QuotaNoticed(TenantId Tenant, int Percent, decimal UsedCredits, decimal QuotaCredits, DateTimeOffset At) : ITenantMessage;

namespace ControlPlane.Contracts.Ingestion;

/// <summary>Somebody cancelled the run: whoever still works for it stops, whoever has not begun does not.</summary>
public sealed record RunCancelled(TenantId Tenant, Guid Run, DateTimeOffset At) : ITenantMessage;

namespace ControlPlane.Contracts.Ingestion;

/// <summary>One pass of a tenant's pipeline began.</summary>
/// <param name="Trigger"><c>manual</c>, <c>schedule</c>, <c>onboarding</c>, <c>push</c> or <c>replay</c>.</param>
public sealed record RunStarted(TenantId Tenant, Guid Run, string Trigger, IReadOnlyList<string> Sources, DateTimeOffset StartedAt) : ITenantMessage;

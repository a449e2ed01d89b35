namespace ControlPlane.Contracts.Tenants;

/// <summary>Statement time that one process metered for a tenant since it last said so, by query tag. The id makes repeated copies harmless.</summary>
public sealed record StatementsMetered(TenantId Tenant, Guid Id, DateTimeOffset At, IReadOnlyList<MeteredTag> Tags) : ITenantMessage;

/// <param name="Model">As in the query tag: a model's name, or a word such as <c>load</c>.</param>
/// <param name="Run">Null outside runs.</param>
public sealed record MeteredTag(string Model, Guid? Run, long Statements, double Seconds);

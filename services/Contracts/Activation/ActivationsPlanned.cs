namespace ControlPlane.Contracts.Activation;

/// <summary>What will follow the published models of a run; the run is over when all of these are (at once when both are empty).</summary>
public sealed record ActivationsPlanned(TenantId Tenant, Guid Run, IReadOnlyList<string> Activations, IReadOnlyList<string> Refreshes, DateTimeOffset PlannedAt) : ITenantMessage;

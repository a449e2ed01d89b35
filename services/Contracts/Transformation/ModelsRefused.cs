namespace ControlPlane.Contracts.Transformation;

/// <summary>A model or a quality gate failed, or the run was cancelled: marts keep their last good content and nothing is activated.</summary>
public sealed record ModelsRefused(TenantId Tenant, Guid Run, StageStatus Outcome, string Reason, DateTimeOffset RefusedAt) : ITenantMessage;

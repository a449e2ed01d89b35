namespace ControlPlane.Contracts.Transformation;

/// <summary>The run's models passed every test of severity error and are what readers see now. Activations and refreshes start from here.</summary>
public sealed record ModelsPublished(TenantId Tenant, Guid Run, IReadOnlyList<PublishedMart> Marts, DateTimeOffset PublishedAt) : ITenantMessage;

public sealed record PublishedMart(string Name, long Rows);

namespace ControlPlane.Contracts.Transformation;

/// <summary>
/// The run's models passed every test of severity error and are what readers see now. Activations and refreshes start from here. A rollback is a run too:
/// what follows from it corrects what outside tools were told by the run that it took back.
/// </summary>
/// <param name="TakesBack">Of a rollback: the run whose publication it undid. Nothing was ingested for it.</param>
public sealed record ModelsPublished(TenantId Tenant, Guid Run, IReadOnlyList<PublishedMart> Marts, DateTimeOffset PublishedAt, Guid? TakesBack = null) : ITenantMessage;

public sealed record PublishedMart(string Name, long Rows);

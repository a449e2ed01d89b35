namespace ControlPlane.Contracts.Ingestion;

/// <summary>Every sync of the run came to its end and, when it succeeded, every batch is loaded. The transformation starts from here.</summary>
public sealed record IngestionFinished(TenantId Tenant, Guid Run, StageStatus Outcome, IReadOnlyList<LoadedBatch> Batches, DateTimeOffset FinishedAt) : ITenantMessage;

public sealed record LoadedBatch(Guid Batch, string Source, string Stream, long Rows);

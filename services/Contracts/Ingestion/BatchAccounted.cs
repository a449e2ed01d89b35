namespace ControlPlane.Contracts.Ingestion;

/// <summary>The ledger of one batch: read = landed + rejected; landed = loaded.</summary>
/// <param name="Version">Rises with every change; Insights keeps the highest.</param>
/// <param name="SourceTotal">How many records the source said that there are; null when it does not say.</param>
/// <param name="Final">False while the batch is still on its way: only a final entry can be out of balance.</param>
public sealed record BatchAccounted(
    TenantId Tenant, Guid Run, Guid Batch, string Source, string Stream, long Version, long Read, long Rejected, long Landed, long Loaded, bool Final,
    long? SourceTotal = null) : ITenantMessage;

using ControlPlane.Contracts;

namespace ControlPlane.Ingestion.Batches;

/// <summary>How a stage of a batch (validate or load) changed.</summary>
internal sealed record BatchStage(string Stage, StageStatus Status, long RowsIn = 0, long RowsOut = 0, long RowsRejected = 0, string? Error = null)
{
    public StageChanged ToMessage(Batch batch, long version, DateTimeOffset now) => new(
        batch.Tenant, batch.Run, Stage, batch.Name, Status, version, batch.StageStartedAt ?? now,
        Status is StageStatus.Pending or StageStatus.Running ? null : now, RowsIn, RowsOut, RowsRejected, Error);
}

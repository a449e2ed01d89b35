namespace ControlPlane.Clients.Dagster.Wire;

internal sealed record WireBackfill(
    string? Id, string? Status, int? NumPartitions, double? Timestamp, double? EndTimestamp, IReadOnlyList<WireTag>? Tags, WireError? Error)
{
    public Backfill ToBackfill() => new()
    {
        Id = Id ?? throw Union.Unreadable(),
        Status = new BackfillStatus(Status ?? throw Union.Unreadable()),
        PartitionCount = NumPartitions,
        CreatedAt = WireTime.FromSeconds(Timestamp),
        FinishedAt = WireTime.FromSeconds(EndTimestamp),
        Tags = WireTag.ToDictionary(Tags),
        Error = Error?.Message,
    };
}

internal sealed record WireBackfills(IReadOnlyList<WireBackfill>? Results);

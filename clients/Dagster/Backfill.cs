namespace ControlPlane.Clients.Dagster;

/// <summary>Runs over many partitions, asked for at once.</summary>
public sealed record Backfill
{
    public required string Id { get; init; }

    public required BackfillStatus Status { get; init; }

    public int? PartitionCount { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why runs could not be launched.</summary>
    public string? Error { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

namespace ControlPlane.Clients.DbtArtifacts;

/// <summary>What became of one model, seed, snapshot, test or other node of a run.</summary>
public sealed record NodeResult
{
    /// <summary><c>model.shop.orders</c>; an asset's or step's name where the engine knows no dbt nodes.</summary>
    public required string UniqueId { get; init; }

    public required NodeStatus Status { get; init; }

    public TimeSpan ExecutionTime { get; init; }

    public string? Message { get; init; }

    /// <summary>Rows that a test found; null for what is no test.</summary>
    public long? Failures { get; init; }

    /// <summary>Null where the warehouse did not say.</summary>
    public long? RowsAffected { get; init; }

    /// <summary>The warehouse's id of the statement, where it has such.</summary>
    public string? QueryId { get; init; }

    public string? RelationName { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }
}

namespace ControlPlane.Clients.DbtArtifacts;

/// <summary>How old the newest row of a source's table was.</summary>
public sealed record SourceFreshness
{
    public required string UniqueId { get; init; }

    public required NodeStatus Status { get; init; }

    public DateTimeOffset? MaxLoadedAt { get; init; }

    public DateTimeOffset? SnapshottedAt { get; init; }

    public TimeSpan? Age { get; init; }

    /// <summary>Why it could not be read.</summary>
    public string? Error { get; init; }
}

namespace ControlPlane.Clients.DbtArtifacts;

/// <summary>Which invocation of dbt wrote an artifact, and when.</summary>
public sealed record ArtifactMetadata
{
    /// <summary><c>https://schemas.getdbt.com/dbt/run-results/v6.json</c></summary>
    public required string SchemaVersion { get; init; }

    public string? DbtVersion { get; init; }

    public DateTimeOffset? GeneratedAt { get; init; }

    public string? InvocationId { get; init; }

    public DateTimeOffset? InvocationStartedAt { get; init; }
}

namespace ControlPlane.Clients.DbtArtifacts;

/// <summary>A node or source as the project declares it.</summary>
public sealed record ManifestNode
{
    public required string UniqueId { get; init; }

    /// <summary>model, seed, snapshot, test, unit_test, analysis, operation, source, ...</summary>
    public required string ResourceType { get; init; }

    public required string Name { get; init; }

    public string? Database { get; init; }

    public string? Schema { get; init; }

    public string? RelationName { get; init; }

    /// <summary>view, table, incremental, ...; null for a source.</summary>
    public string? Materialized { get; init; }

    public string? OriginalFilePath { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Unique ids of the nodes and sources that it reads.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];
}

namespace ControlPlane.Models.Manifests;

/// <summary>
/// A metric, semantic model or saved query: parsed, linked, selected and told of like all else, while the queries that they describe are made by
/// tools that read the manifest.
/// </summary>
public sealed class SemanticNode : GraphNode
{
    /// <summary>What the artifact shows beside what all nodes have, in order.</summary>
    public required Dictionary<string, object?> Fields { get; init; }

    public List<RefArgs> Refs { get; } = [];
}

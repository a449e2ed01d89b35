namespace ControlPlane.Clients.DbtArtifacts;

/// <summary>What manifest.json tells of the nodes and sources of a project.</summary>
public sealed record ProjectManifest(ArtifactMetadata Metadata, IReadOnlyList<ManifestNode> Nodes);

namespace ControlPlane.Clients.DbtArtifacts;

/// <summary>What sources.json tells.</summary>
public sealed record FreshnessResults(ArtifactMetadata Metadata, IReadOnlyList<SourceFreshness> Sources, TimeSpan Elapsed);

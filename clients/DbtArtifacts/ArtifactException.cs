namespace ControlPlane.Clients.DbtArtifacts;

/// <summary>A file is not the artifact that it should be: cut off, another artifact, no JSON. Never quotes the file.</summary>
public sealed class ArtifactException(string message) : Exception(message);

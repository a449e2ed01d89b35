namespace ControlPlane.Connectors;

/// <summary>One thing that is wrong in a manifest.</summary>
/// <param name="Path">Where, as a path from the root of the document: <c>streams[0].retriever.requester</c>; empty for the document itself.</param>
/// <param name="Message">What is wrong and what is expected instead.</param>
public sealed record ManifestError(string Path, string Message)
{
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}

/// <summary>A manifest that cannot be used; holds every error found, not only the first.</summary>
public sealed class ManifestException(string file, IReadOnlyList<ManifestError> errors)
    : ConnectorException(ConnectorFaultKind.Configuration, $"{file}: {errors.Count} error(s) in the manifest:\n{string.Join('\n', errors)}")
{
    public IReadOnlyList<ManifestError> Errors { get; } = errors;
}

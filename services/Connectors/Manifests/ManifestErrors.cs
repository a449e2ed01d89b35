namespace ControlPlane.Connectors.Manifests;

/// <summary>Collects what is wrong with a manifest, so that one attempt shows everything.</summary>
internal sealed class ManifestErrors(string file)
{
    private readonly List<ManifestError> _errors = [];
    private readonly List<string> _warnings = [];

    public string File => file;

    public bool Any => _errors.Count > 0;

    public void Add(string path, string message)
    {
        var error = new ManifestError(path, message);
        if (!_errors.Contains(error)) _errors.Add(error);
    }

    /// <summary>What is odd but no error.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    public void Warn(string path, string message) => _warnings.Add(new ManifestError(path, message).ToString());

    public void ThrowIfAny()
    {
        if (Any) throw new ManifestException(file, _errors);
    }
}

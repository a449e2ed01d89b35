namespace ControlPlane.Models.Projects.Yaml;

/// <summary>A mapping read from a YAML file, in the order written, that knows where it stands. Elsewhere it is used as the dictionary it is.</summary>
public sealed class YamlMapping(string file, int line) : Dictionary<string, object?>(StringComparer.Ordinal)
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    /// <summary>Relative to the project's folder.</summary>
    public string File => file;

    /// <summary>From 1.</summary>
    public int Line => line;

    /// <summary>Where the key is written; the mapping's own line when it has no such key.</summary>
    public int LineOf(string key) => _lines.GetValueOrDefault(key, line);

    /// <summary>Sets a value together with its place. As in the reference, of two entries with one key the later holds.</summary>
    public void Set(string key, object? value, int keyLine)
    {
        this[key] = value;
        _lines[key] = keyLine;
    }
}

namespace ControlPlane.Models.Projects.Yaml;

/// <summary>A YAML mapping in the order written, with the places of its keys.</summary>
internal sealed class YamlMap() : Dictionary<string, object?>(StringComparer.Ordinal)
{
    private Dictionary<string, int>? _lines;

    /// <summary>Of the first key; from 1.</summary>
    public int Line { get; init; }

    public int LineOf(string key) => _lines is not null && _lines.TryGetValue(key, out var line) ? line : Line;

    internal void Put(string key, object? value, int line)
    {
        this[key] = value;
        if (line != Line) (_lines ??= new Dictionary<string, int>(StringComparer.Ordinal))[key] = line;
    }
}

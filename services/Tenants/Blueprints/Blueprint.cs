using System.Text.Json.Nodes;
using ControlPlane.Tenants.Documents;

namespace ControlPlane.Tenants.Blueprints;

/// <summary>A folder that tenants are made from. Read anew each time: content can be edited while the control plane runs.</summary>
/// <param name="ConnectorFolders">Where manifests are looked for, in this order.</param>
public sealed record Blueprint(string Name, string Version, string Description, string Folder, JsonObject Defaults, IReadOnlyList<string> ConnectorFolders)
{
    /// <summary>The names that a source's <c>connector</c> can have in this blueprint, in order.</summary>
    public IReadOnlyList<string> Connectors() =>
        [.. ConnectorFolders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.yaml")).Select(file => Path.GetFileNameWithoutExtension(file)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>A connector's manifest; null when it is not there or cannot be read.</summary>
    /// <param name="connector">A name without separators.</param>
    public JsonObject? ReadConnector(string connector) =>
        ConnectorFolders.Select(folder => Path.Combine(folder, $"{connector}.yaml")).FirstOrDefault(File.Exists) is { } file ? YamlDocument.Read(File.ReadAllText(file), new DocumentErrors()) : null;

    /// <summary>A YAML file of the blueprint; null when it is not there, lies outside, or cannot be read.</summary>
    public JsonObject? ReadYaml(string relative) =>
        Find(relative) is { } path && File.Exists(path) ? YamlDocument.Read(File.ReadAllText(path), new DocumentErrors()) : null;

    /// <summary>The full path of something in the blueprint; null when the path leads out of it.</summary>
    public string? Find(string relative)
    {
        if (relative.Contains('\0', StringComparison.Ordinal)) return null;
        var root = Path.GetFullPath(Folder) + Path.DirectorySeparatorChar;
        var full = Path.GetFullPath(Path.Combine(root, relative));
        return (full + Path.DirectorySeparatorChar).StartsWith(root, StringComparison.Ordinal) ? full : null;
    }
}

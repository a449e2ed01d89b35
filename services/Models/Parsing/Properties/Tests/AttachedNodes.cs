using ControlPlane.Models.Manifests;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing.Properties.Tests;

/// <summary>What tests are attached to, by name.</summary>
internal sealed class AttachedNodes
{
    private readonly Dictionary<(string Package, string Name), ManifestNode> _nodes = [];
    private readonly Dictionary<string, ManifestNode> _disabled = new(StringComparer.Ordinal);

    public AttachedNodes(Manifest manifest)
    {
        foreach (var node in manifest.Nodes.Values.Where(node => node.ResourceType.IsRefable())) _nodes[(node.PackageName, node.SearchName)] = node;
        foreach (var node in manifest.Disabled.Values.SelectMany(nodes => nodes).OfType<ManifestNode>().Where(node => node.ResourceType.IsRefable()))
            _disabled.TryAdd(node.Name, node);
    }

    /// <summary>In the package of the property file, or disabled anywhere.</summary>
    public ManifestNode? Find(string package, string name, object? version) =>
        _nodes.GetValueOrDefault((package, version is null ? name : $"{name}.v{PythonText.Str(version)}")) ?? _disabled.GetValueOrDefault(name);
}

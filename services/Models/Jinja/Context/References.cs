using System.Globalization;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Context;

/// <summary>Finds what a ref, source or doc names. Immutable.</summary>
internal sealed class References
{
    private readonly Dictionary<string, List<ManifestNode>> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SourceDefinition>> _sources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _disabled;

    public References(Manifest manifest)
    {
        foreach (var node in manifest.Nodes.Values.Where(node => node.ResourceType.IsRefable()))
            foreach (var name in Names(node)) Put(_nodes, name, node);
        foreach (var source in manifest.Sources.Values) Put(_sources, source.SearchName, source);
        _disabled = manifest.Disabled.Values.SelectMany(nodes => nodes)
            .SelectMany(node => node switch { SourceDefinition source => [source.SearchName], ManifestNode own => Names(own), _ => [node.Name] })
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Null when there is no such node, or only a disabled one.</summary>
    /// <exception cref="TemplateException">Several packages have one.</exception>
    public ManifestNode? Node(RefArgs reference, string rootPackage, string package)
    {
        var key = reference.Version is null ? reference.Name : $"{reference.Name}.v{Text(reference.Version)}";
        if (!_nodes.TryGetValue(key, out var nodes))
            return null;
        foreach (var candidate in Packages(rootPackage, package, reference.Package))
        {
            var found = candidate is null || nodes.TrueForAll(node => node.PackageName == candidate) ? nodes : nodes.FindAll(node => node.PackageName == candidate);
            if (found.Count > 1)
                throw Ambiguous(key, found);
            if (found is [{ Config.Enabled: true } node])
                return node;
        }

        return null;
    }

    public SourceDefinition? Source(string source, string table, string rootPackage, string package)
    {
        if (!_sources.TryGetValue($"{source}.{table}", out var sources))
            return null;
        return Packages(rootPackage, package, null)
            .Select(candidate => sources.Find(found => candidate is null || found.PackageName == candidate))
            .FirstOrDefault(found => found is { Config.Enabled: true });
    }

    public bool IsDisabled(string searchName) => _disabled.Contains(searchName);

    public IEnumerable<string> NodeNames => _nodes.Keys;

    public IEnumerable<string> SourceNames => _sources.Keys;

    /// <summary>Where to look, in order; null for everywhere.</summary>
    public static IReadOnlyList<string?> Packages(string rootPackage, string package, string? named) =>
        named is not null ? [named] : rootPackage == package ? [rootPackage, null] : [rootPackage, package, null];

    private static IEnumerable<string> Names(ManifestNode node)
    {
        if (node.Version is null)
            return [node.Name];
        return node.LatestVersion is null || Text(node.Version) != Text(node.LatestVersion) ? [node.SearchName] : [node.SearchName, node.Name];
    }

    private static void Put<T>(Dictionary<string, List<T>> lists, string name, T item)
    {
        if (!lists.TryGetValue(name, out var list)) lists.Add(name, list = []);
        list.Add(item);
    }

    private static string Text(object version) => Convert.ToString(version, CultureInfo.InvariantCulture)!;

    private static TemplateException Ambiguous(string name, List<ManifestNode> nodes) => new(
        $"When referencing '{name}', dbt found nodes in multiple packages: '{string.Join("', '", nodes.Select(node => node.UniqueId))}'\n"
        + $"To fix this, use two-argument 'ref', with the package name first: '{string.Join("' or '", nodes.Select(node => node.PackageName))}'");
}

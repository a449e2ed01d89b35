using ControlPlane.Models.Manifests;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing.Linking;

/// <summary>Finds what a ref or source names. Of a model with versions, the bare name is its latest version.</summary>
internal sealed class RefLookup
{
    private readonly Dictionary<string, List<ManifestNode>> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SourceDefinition>> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<GraphNode>> _disabled = new(StringComparer.Ordinal);
    private readonly string _root;

    public RefLookup(Manifest manifest)
    {
        _root = manifest.Projects.Root.Name;
        foreach (var node in manifest.Nodes.Values.Where(node => node.ResourceType.IsRefable()))
        {
            if (node.Version is null || IsLatest(node)) Put(_nodes, node.Name, node);
            if (node.Version is not null) Put(_nodes, Versioned(node.Name, node.Version), node);
        }
        foreach (var source in manifest.Sources.Values) Put(_sources, source.SearchName, source);
        foreach (var node in manifest.Disabled.Values.SelectMany(nodes => nodes))
        {
            if (node is SourceDefinition source) Put(_disabled, source.SearchName, node);
            else if (node is ManifestNode model && model.ResourceType.IsRefable()) Put(_disabled, model.Version is null ? model.Name : Versioned(model.Name, model.Version), node);
        }
    }

    /// <summary>Names that can be referred to, for advice.</summary>
    public IEnumerable<string> Names => _nodes.Keys;

    public IEnumerable<string> SourceNames => _sources.Keys;

    /// <summary>
    /// Looks in the package named; otherwise in the root project, then the caller's own package, then all. Several in different packages are ambiguous.
    /// </summary>
    public Found<ManifestNode> Ref(RefArgs call, string callerPackage)
    {
        var name = call.Version is null or "" or 0L or false ? call.Name : Versioned(call.Name, call.Version);
        var known = _nodes.GetValueOrDefault(name) ?? [];
        foreach (var package in Packages(call.Package, callerPackage))
        {
            var fitting = package is null ? known : known.FindAll(node => node.PackageName == package);
            if (fitting.Count > 1) return new Found<ManifestNode>(null, false, fitting);
            if (fitting is [{ Config.Enabled: true } single]) return new Found<ManifestNode>(single);
        }
        return new Found<ManifestNode>(null, IsDisabled(name, Packages(call.Package, callerPackage)));
    }

    public Found<SourceDefinition> Source(string source, string table, string callerPackage)
    {
        var name = $"{source}.{table}";
        var known = _sources.GetValueOrDefault(name) ?? [];
        foreach (var package in Packages(null, callerPackage))
        {
            if (known.Find(each => package is null || each.PackageName == package) is { Config.Enabled: true } found) return new Found<SourceDefinition>(found);
        }
        return new Found<SourceDefinition>(null, IsDisabled(name, Packages(null, callerPackage)));
    }

    private bool IsDisabled(string name, IEnumerable<string?> packages) =>
        _disabled.TryGetValue(name, out var nodes) && packages.Any(package => package is null || nodes.Exists(node => node.PackageName == package));

    private IEnumerable<string?> Packages(string? wanted, string caller) => wanted is not null ? [wanted] : caller == _root ? [_root, null] : [_root, caller, null];

    private static bool IsLatest(ManifestNode node) => PythonText.Str(node.Version) == PythonText.Str(node.LatestVersion);

    private static string Versioned(string name, object? version) => $"{name}.v{PythonText.Str(version)}";

    private static void Put<T>(Dictionary<string, List<T>> index, string name, T value)
        where T : GraphNode
    {
        if (!index.TryGetValue(name, out var list)) index[name] = list = [];
        // Of one package the last holds, as in the reference.
        if (value is not { Config.Enabled: false }) list.RemoveAll(known => known.PackageName == value.PackageName);
        list.Add(value);
    }
}

/// <param name="Disabled">There is one, but it is disabled.</param>
/// <param name="Ambiguous">Several that fit.</param>
internal readonly record struct Found<T>(T? Node, bool Disabled = false, IReadOnlyList<T>? Ambiguous = null)
    where T : GraphNode;

using System.Collections.Concurrent;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Jinja.Macros;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Context;

/// <summary>What all renders of one manifest share. Macros are those of the manifest when it is made.</summary>
internal sealed class ProjectScope(Manifest manifest, IAdapter adapter, MacroLookup? macros = null)
{
    private readonly ConcurrentDictionary<string, Dictionary<string, object?>> _vars = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Template> _templates = new(StringComparer.Ordinal);
    private readonly Lazy<References> _references = new(() => new References(manifest));
    private readonly Lazy<DictValue> _graph = new(() => GraphOf(manifest));

    public Manifest Manifest => manifest;

    public IAdapter Adapter => adapter;

    public Invocation Invocation => manifest.Invocation;

    public ProjectSet Projects => manifest.Projects;

    public string Root => manifest.Projects.Root.Name;

    public MacroLookup Macros { get; } = macros ?? MacroLookup.Of(manifest, adapter.Traits);

    public References References => _references.Value;

    public DictValue Graph => _graph.Value;

    /// <summary>Takes what templates write of a node (<c>write</c>).</summary>
    public Action<ManifestNode, string>? Written { get; init; }

    /// <summary>Reads a seed's file for <c>load_agate_table</c>.</summary>
    public Func<ManifestNode, object?>? Seeds { get; init; }

    /// <summary>The vars that nodes of a package see: the package's own, over them the root project's, over them the invocation's.</summary>
    public IReadOnlyDictionary<string, object?> VarsFor(string package) => _vars.GetOrAdd(package, MergeVars);

    /// <summary>A text that is rendered often (a var, a hook), parsed once.</summary>
    public Template Parse(string text, string? file) => _templates.GetOrAdd(text, static (key, place) => Template.Parse(key, place, JinjaOptions.Run), file);

    private Dictionary<string, object?> MergeVars(string package)
    {
        var merged = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (package != Root && Projects.All.FirstOrDefault(project => project.Name == package) is { } own)
            Add(own.Vars);
        Add(Projects.Root.Vars);
        foreach (var (name, value) in Invocation.Vars) merged[name] = value;
        return merged;

        void Add(IReadOnlyDictionary<string, object?> vars)
        {
            foreach (var (name, value) in vars) merged[name] = value;
            if (vars.GetValueOrDefault(package) is not IReadOnlyDictionary<string, object?> section)
                return;
            foreach (var (name, value) in section) merged[name] = value;
        }
    }

    private static DictValue GraphOf(Manifest manifest) => new(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["exposures"] = Values(manifest.Exposures.Values),
        ["groups"] = new DictValue(manifest.Groups.Values.Select(group => KeyValuePair.Create(group.UniqueId, (object?)MacroValues.Of(group)))),
        ["metrics"] = Values(manifest.Metrics.Values),
        ["nodes"] = Values(manifest.Nodes.Values),
        ["sources"] = Values(manifest.Sources.Values),
        ["semantic_models"] = Values(manifest.SemanticModels.Values),
        ["saved_queries"] = Values(manifest.SavedQueries.Values),
    });

    private static DictValue Values(IEnumerable<GraphNode> nodes) => new(nodes.Select(node => KeyValuePair.Create(node.UniqueId, (object?)NodeValues.Of(node))));
}

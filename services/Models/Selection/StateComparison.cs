using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Selection;

/// <summary>What is new or changed since an earlier manifest.</summary>
/// <param name="previous">manifest.json as read.</param>
public sealed class StateComparison(Manifest manifest, IReadOnlyDictionary<string, object?> previous)
{
    private static readonly string[] Sections = ["nodes", "sources", "exposures", "unit_tests", "metrics", "semantic_models", "saved_queries"];
    private readonly Lazy<HashSet<string>> _modifiedMacros = new(() => ModifiedMacros(manifest, previous));

    /// <exception cref="SelectionException">There is no such comparison.</exception>
    public IEnumerable<GraphNode> Select(string comparison, IEnumerable<GraphNode> nodes)
    {
        Func<GraphNode, IReadOnlyDictionary<string, object?>?, bool> check = comparison switch
        {
            "new" => (_, old) => old is null,
            "old" => (_, old) => old is not null,
            "modified" => IsModified,
            "unmodified" => (node, old) => !IsModified(node, old),
            "modified.body" => (node, old) => node is ManifestNode own && (old is null || !NodeComparison.SameBody(own, old)),
            "modified.configs" => (node, old) => node is not UnitTest && (old is null || !NodeComparison.SameConfig(node, old)),
            "modified.persisted_descriptions" => (node, old) => node is ManifestNode own && (old is null || !NodeComparison.SamePersistedDescription(own, old)),
            "modified.relation" => (node, old) => node is ManifestNode or SourceDefinition && (old is null || !NodeComparison.SameRelation(node, old)),
            "modified.macros" => (node, _) => UsesModifiedMacro(node),
            "modified.contract" => (node, old) => node is ManifestNode own && (old is null || !NodeComparison.SameContract(own, old)),
            _ => throw new SelectionException($"Got an invalid selector \"{comparison}\", expected one of \"new\", \"old\", \"modified\", \"unmodified\", "
                + "\"modified.body\", \"modified.configs\", \"modified.persisted_descriptions\", \"modified.relation\", \"modified.macros\", \"modified.contract\""),
        };
        return nodes.Where(node => check(node, Previous(node.UniqueId)));
    }

    private bool IsModified(GraphNode node, IReadOnlyDictionary<string, object?>? old) =>
        !NodeComparison.SameContents(node, old) || UsesModifiedMacro(node) || (node is ManifestNode { ResourceType: ResourceType.Model } model && old is not null && !NodeComparison.SameContract(model, old));

    private bool UsesModifiedMacro(GraphNode node)
    {
        if (_modifiedMacros.Value.Count == 0) return false;
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(node.DependsOn.Macros);
        while (open.TryPop(out var id))
        {
            if (!visited.Add(id)) continue;
            if (_modifiedMacros.Value.Contains(id)) return true;
            if (!manifest.Macros.TryGetValue(id, out var macro)) continue;
            foreach (var called in macro.DependsOn.Macros) open.Push(called);
        }

        return false;
    }

    private IReadOnlyDictionary<string, object?>? Previous(string uniqueId) =>
        Sections.Select(section => Section(previous, section)?.GetValueOrDefault(uniqueId) as IReadOnlyDictionary<string, object?>).FirstOrDefault(node => node is not null);

    private static HashSet<string> ModifiedMacros(Manifest manifest, IReadOnlyDictionary<string, object?> previous)
    {
        var before = Section(previous, "macros") ?? new Dictionary<string, object?>(StringComparer.Ordinal);
        // The engine's own macros are another text in every engine and version, which changes no project.
        var own = manifest.Projects.All.Where(project => project.IsInternal).Select(project => project.Name).ToHashSet(StringComparer.Ordinal);
        var modified = manifest.Macros.Where(pair => !own.Contains(pair.Value.PackageName)).Where(pair => before.GetValueOrDefault(pair.Key) is not IReadOnlyDictionary<string, object?> old || old.GetValueOrDefault("macro_sql") as string != pair.Value.Text)
            .Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        modified.UnionWith(before.Keys.Where(id => !manifest.Macros.ContainsKey(id) && !own.Contains(id.Split('.')[1])));
        return modified;
    }

    private static IReadOnlyDictionary<string, object?>? Section(IReadOnlyDictionary<string, object?> manifest, string name) =>
        manifest.GetValueOrDefault(name) as IReadOnlyDictionary<string, object?>;
}

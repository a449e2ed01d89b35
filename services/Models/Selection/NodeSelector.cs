using ControlPlane.Models.Manifests;
using ControlPlane.Models.Selection.Methods;

namespace ControlPlane.Models.Selection;

/// <summary>Applies a selection to a project's graph.</summary>
/// <param name="state">What state:, result: and source_status: compare with; null when none was given.</param>
/// <param name="warn">Told of parts that match nothing.</param>
public sealed class NodeSelector(Manifest manifest, ProjectGraph graph, PreviousState? state = null, Action<string>? warn = null)
{
    private readonly SelectionScope _scope = new(manifest, graph, state);

    /// <summary>Unique ids; those of empty models left out.</summary>
    /// <param name="types">Only nodes of these; null for all.</param>
    /// <exception cref="SelectionException">The selection asks for what cannot be answered.</exception>
    public HashSet<string> Select(SelectionSpec spec, IReadOnlySet<ResourceType>? types = null)
    {
        var selected = Resolve(spec).Direct;
        selected.RemoveWhere(id => manifest.Find(id) is not { } node || (types is not null && !types.Contains(node.ResourceType)) || IsEmpty(node));
        return selected;
    }

    private (HashSet<string> Direct, HashSet<string> Indirect) Resolve(SelectionSpec spec)
    {
        if (spec is SelectionCriteria criteria) return Resolve(criteria);
        var parts = spec switch
        {
            SelectionUnion union => union.Parts,
            SelectionIntersection intersection => intersection.Parts,
            SelectionDifference difference => [difference.Included, difference.Excluded],
            _ => [],
        };
        var resolved = parts.Select(Resolve).ToList();
        var direct = Combine(spec, resolved.ConvertAll(part => part.Direct));
        var indirect = Combine(spec, resolved.ConvertAll(part => part.Direct.Concat(part.Indirect).ToHashSet(StringComparer.Ordinal)));
        direct = WithCompleted(direct, indirect, spec.Indirect);
        if (spec.ExpectsSome && direct.Count == 0) warn?.Invoke($"The selection criterion '{spec.Raw}' does not match any enabled nodes");
        return (direct, indirect);
    }

    private (HashSet<string> Direct, HashSet<string> Indirect) Resolve(SelectionCriteria criteria)
    {
        var selected = SelectionMethods.All[criteria.Method](_scope, criteria).Select(node => node.UniqueId).ToHashSet(StringComparer.Ordinal);
        var found = selected.ToList();
        if (criteria.ChildrensParents)
        {
            var below = graph.Descendants(found);
            below.UnionWith(found);
            selected.UnionWith(below);
            selected.UnionWith(graph.Ancestors(below));
        }

        if (criteria.Parents) selected.UnionWith(graph.Ancestors(found, criteria.ParentsDepth));
        if (criteria.Children) selected.UnionWith(graph.Descendants(found, criteria.ChildrenDepth));
        return criteria.Indirect == IndirectSelection.Empty ? (selected, []) : WithTests(selected, criteria.Indirect);
    }

    /// <summary>The tests of what is selected; those that lack a parent are kept apart, since another part of the selection may bring it.</summary>
    private (HashSet<string> Direct, HashSet<string> Indirect) WithTests(HashSet<string> selected, IndirectSelection mode)
    {
        var direct = selected.ToHashSet(StringComparer.Ordinal);
        var indirect = new HashSet<string>(StringComparer.Ordinal);
        HashSet<string>? buildable = null;
        if (mode == IndirectSelection.Buildable)
        {
            buildable = graph.Ancestors(selected);
            buildable.UnionWith(selected);
            buildable.UnionWith(manifest.Sources.Keys);
        }

        foreach (var id in selected.SelectMany(graph.Children))
        {
            if (manifest.Find(id) is not { ResourceType: ResourceType.Test or ResourceType.UnitTest } test) continue;
            var taken = mode == IndirectSelection.Eager || test.DependsOn.Nodes.TrueForAll(selected.Contains) || (buildable is not null && test.DependsOn.Nodes.TrueForAll(buildable.Contains));
            (taken ? direct : indirect).Add(id);
        }

        return (direct, indirect);
    }

    private HashSet<string> WithCompleted(HashSet<string> direct, HashSet<string> indirect, IndirectSelection mode)
    {
        if (mode is not (IndirectSelection.Cautious or IndirectSelection.Buildable) || direct.SetEquals(indirect)) return direct;
        var selected = direct.ToHashSet(StringComparer.Ordinal);
        var parents = selected.ToHashSet(StringComparer.Ordinal);
        if (mode == IndirectSelection.Buildable) parents.UnionWith(graph.Ancestors(selected));
        foreach (var id in indirect)
        {
            if (manifest.Nodes.TryGetValue(id, out var node) && node.DependsOn.Nodes.TrueForAll(parents.Contains)) selected.Add(id);
        }

        return selected;
    }

    private static HashSet<string> Combine(SelectionSpec spec, List<HashSet<string>> sets)
    {
        if (sets.Count == 0) return [];
        var combined = sets[0].ToHashSet(StringComparer.Ordinal);
        foreach (var set in sets.Skip(1))
        {
            if (spec is SelectionUnion) combined.UnionWith(set);
            else if (spec is SelectionIntersection) combined.IntersectWith(set);
            else combined.ExceptWith(set);
        }

        return combined;
    }

    private static bool IsEmpty(GraphNode node) => node is ManifestNode { ResourceType: not ResourceType.Seed } own && string.IsNullOrWhiteSpace(own.RawCode);
}

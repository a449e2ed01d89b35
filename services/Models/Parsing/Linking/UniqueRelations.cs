using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Parsing.Linking;

/// <summary>No two nodes may be one relation, nor a name stand for a model with and one without versions.</summary>
internal static class UniqueRelations
{
    public static void Check(ParseState state)
    {
        var byRelation = new Dictionary<string, ManifestNode>(StringComparer.Ordinal);
        var (byName, versioned) = (new Dictionary<string, ManifestNode>(StringComparer.Ordinal), new Dictionary<string, ManifestNode>(StringComparer.Ordinal));
        foreach (var node in state.Manifest.Nodes.Values)
        {
            if (!node.ResourceType.IsRefable() && node.RelationName is null) continue;
            var relation = node.RelationName ?? state.Adapter.Relation(node, state.Projects).Render();
            if (!byRelation.TryAdd(relation, node)) Collision(state, byRelation[relation], node, relation);
            (node.Version is null ? byName : versioned)[$"{node.PackageName}.{node.Name}"] = node;
        }
        foreach (var (name, other) in versioned)
        {
            if (!byName.TryGetValue(name, out var node)) continue;
            state.Errors.Add(state.Place(node), node.Line,
                $"dbt found versioned and unversioned models with the name \"{node.Name}\". Since these resources have the same name, dbt will be unable to find the correct resource when looking for ref('{node.Name}').",
                $"Change the name of the unversioned resource {node.UniqueId} ({node.OriginalFilePath}), or add it to the versions in {other.PatchPath}.");
        }
    }

    private static void Collision(ParseState state, ManifestNode one, ManifestNode two, string relation) => state.Errors.Add(state.Place(two), two.Line,
        $"dbt found two resources with the database representation \"{relation}\".\ndbt cannot create two resources with identical database representations.",
        $"Change the alias, schema or database of one of these:\n- {one.UniqueId} ({one.FilePlace})\n- {two.UniqueId} ({two.FilePlace})");
}

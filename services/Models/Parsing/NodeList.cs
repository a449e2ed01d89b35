using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Parsing;

/// <summary>Puts nodes into the manifest, each name once; disabled ones aside.</summary>
internal static class NodeList
{
    public static void Add(ParseState state, ManifestNode node)
    {
        if (!node.Config.Enabled) AddDisabled(state.Manifest, node);
        else if (!state.Manifest.Nodes.TryAdd(node.UniqueId, node)) Duplicate(state, state.Manifest.Nodes[node.UniqueId], node);
    }

    public static void AddDisabled(Manifest manifest, GraphNode node)
    {
        if (manifest.Disabled.TryGetValue(node.UniqueId, out var known)) known.Add(node);
        else manifest.Disabled.Add(node.UniqueId, [node]);
    }

    private static void Duplicate(ParseState state, ManifestNode one, ManifestNode two)
    {
        var kind = two.ResourceType == ResourceType.Analysis ? "analyses" : $"{two.ResourceType.Name()}s";
        var looking = two.ResourceType.IsRefable() ? $" Since these resources have the same name, dbt will be unable to find the correct resource when looking for ref(\"{two.Name}\")." : "";
        state.Errors.Add(state.Place(two), two.Line, $"dbt found two {kind} with the name \"{two.Name}\".{looking}",
            $"Change the name of one of these resources:\n- {one.UniqueId} ({one.FilePlace})\n- {two.UniqueId} ({two.FilePlace})");
    }
}

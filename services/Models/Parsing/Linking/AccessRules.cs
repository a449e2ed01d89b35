using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Parsing.Linking;

/// <summary>Who may refer to a model: its group alone when it is private, its package alone when that restricts access.</summary>
internal static class AccessRules
{
    /// <summary>Why the node may not refer to the target; null when it may.</summary>
    public static string? Forbids(ProjectSet projects, GraphNode node, ManifestNode target)
    {
        if (target.ResourceType != ResourceType.Model || node.ResourceType == ResourceType.SqlOperation) return null;
        var outside = node.PackageName != target.PackageName && projects.Find(target.PackageName).RestrictAccess;
        return target.Access switch
        {
            "private" when string.IsNullOrEmpty(node.Group) || node.Group != target.Group || outside => Message(node, target, target.Group ?? "", "group"),
            "protected" when outside => Message(node, target, target.PackageName, "package"),
            _ => null,
        };
    }

    /// <summary>Groups that do not exist, and public models that are nothing in the database.</summary>
    public static void Check(ParseState state)
    {
        var groups = state.Manifest.Groups.Values.Select(group => group.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var node in state.Manifest.Nodes.Values)
        {
            if (!string.IsNullOrEmpty(node.Group) && !groups.Contains(node.Group))
                state.Errors.Add(state.Place(node), node.Line, $"Invalid group '{node.Group}' of {node.UniqueId}, expected one of [{string.Join(", ", groups.Order(StringComparer.Ordinal).Select(name => $"'{name}'"))}].", NearestNames.Advise(node.Group, groups, "Declare it under 'groups:' in a property file."));
            if (node is { ResourceType: ResourceType.Model, Access: "public", IsEphemeral: true })
                state.Errors.Add(state.Place(node), node.Line, $"Node {node.UniqueId} with 'ephemeral' materialization has an invalid value (public) for the access field.", "Materialize it, or make it protected.");
        }
    }

    private static string Message(GraphNode node, ManifestNode target, string scope, string kind) =>
        $"Node {node.UniqueId} attempted to reference node {target.UniqueId}, which is not allowed because the referenced node is {target.Access} to the '{scope}' {kind}.";
}

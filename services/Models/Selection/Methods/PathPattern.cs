using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Selection.Methods;

/// <summary>Matches what is at, or below, the paths of the root project that fit a pattern.</summary>
internal sealed class PathPattern(Project root, string pattern)
{
    private readonly string _pattern = Normalized(pattern);

    public IEnumerable<GraphNode> Select(IEnumerable<GraphNode> nodes) => nodes.Where(node =>
        WithParents(node.OriginalFilePath).Any(path => IsFound(node, path)) || (PatchPath(node) is { } patch && IsFound(node, patch)));

    private bool IsFound(GraphNode node, string path) =>
        Glob.MatchesPath(path, _pattern)
        // A package's paths are relative to its own folder; only those that the root has too are meant.
        && (node.PackageName == root.Name || (root.Folder is { } folder && Path.Exists(Path.Combine(folder, path))));

    private static IEnumerable<string> WithParents(string path)
    {
        for (var at = path.Length; at > 0; at = path.LastIndexOf('/', at - 1)) yield return path[..at];
    }

    private static string? PatchPath(GraphNode node)
    {
        var path = node switch { ManifestNode own => own.PatchPath, SourceDefinition source => source.PatchPath, _ => null };
        return path?[(path.IndexOf("://", StringComparison.Ordinal) + 3)..];
    }

    private static string Normalized(string pattern) => string.Join('/', pattern.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."));
}

using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Selection;

/// <summary>Who depends on whom, of everything that is enabled. Immutable.</summary>
public sealed class ProjectGraph
{
    private static readonly IReadOnlyList<string> None = [];
    private readonly Dictionary<string, List<string>> _parents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _children = new(StringComparer.Ordinal);

    public ProjectGraph(Manifest manifest)
    {
        foreach (var node in manifest.GraphNodes.Where(node => node.Config.Enabled))
            (_parents[node.UniqueId], _children[node.UniqueId]) = ([], []);
        foreach (var node in manifest.GraphNodes.Where(node => _parents.ContainsKey(node.UniqueId)))
        {
            foreach (var parent in node.DependsOn.Nodes.Where(_children.ContainsKey))
            {
                _parents[node.UniqueId].Add(parent);
                _children[parent].Add(node.UniqueId);
            }
        }
    }

    public IReadOnlyCollection<string> Nodes => _parents.Keys;

    public IReadOnlyList<string> Parents(string uniqueId) => _parents.GetValueOrDefault(uniqueId) ?? None;

    public IReadOnlyList<string> Children(string uniqueId) => _children.GetValueOrDefault(uniqueId) ?? None;

    /// <summary>Every node that one of these depends on, in at most so many steps (null for all); one of these only when another depends on it.</summary>
    public HashSet<string> Ancestors(IEnumerable<string> selected, int? depth = null) => Reach(selected, Parents, depth);

    public HashSet<string> Descendants(IEnumerable<string> selected, int? depth = null) => Reach(selected, Children, depth);

    private static HashSet<string> Reach(IEnumerable<string> selected, Func<string, IReadOnlyList<string>> next, int? depth)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var layer = selected.ToList();
        for (var step = 0; layer.Count > 0 && (depth is null || step < depth); step++)
            layer = [.. layer.SelectMany(next).Where(reached.Add)];
        return reached;
    }
}

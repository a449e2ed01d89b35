using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Runs.Scheduling;

/// <summary>Which node waits for which, by unique id.</summary>
internal sealed class RunGraph
{
    private readonly Dictionary<string, HashSet<string>> _children = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _parents = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Nodes => _children.Keys;

    public IReadOnlyCollection<string> Children(string id) => _children[id];

    public IReadOnlyCollection<string> Parents(string id) => _parents[id];

    public bool Contains(string id) => _children.ContainsKey(id);

    /// <param name="withTestEdges">What is downstream of a tested node also waits for its tests.</param>
    public static RunGraph Of(Manifest manifest, bool withTestEdges)
    {
        var graph = new RunGraph();
        foreach (var node in manifest.GraphNodes) graph.Add(node.UniqueId);
        foreach (var node in manifest.GraphNodes)
            foreach (var parent in node.DependsOn.Nodes.Where(graph.Contains)) graph.Connect(parent, node.UniqueId);
        if (withTestEdges) TestEdges.AddTo(graph, manifest);
        return graph;
    }

    public void Add(string id)
    {
        _children.TryAdd(id, new(StringComparer.Ordinal));
        _parents.TryAdd(id, new(StringComparer.Ordinal));
    }

    public void Connect(string parent, string child)
    {
        _children[parent].Add(child);
        _parents[child].Add(parent);
    }

    /// <summary>Only those nodes; a path over others becomes an edge.</summary>
    public RunGraph Subset(IReadOnlySet<string> ids)
    {
        var subset = new RunGraph();
        foreach (var id in Nodes.Where(ids.Contains)) subset.Add(id);
        foreach (var id in subset.Nodes)
            foreach (var next in Reach(id, stopAt: ids)) if (ids.Contains(next) && next != id) subset.Connect(id, next);
        return subset;
    }

    /// <summary>All that is downstream.</summary>
    public IEnumerable<string> Descendants(string id) => Reach(id, stopAt: null);

    /// <summary>How many nodes are before it on the longest way to it.</summary>
    public Dictionary<string, int> Depths()
    {
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        var waiting = Nodes.ToDictionary(id => id, id => _parents[id].Count, StringComparer.Ordinal);
        var wave = Nodes.Where(id => _parents[id].Count == 0).ToList();
        for (var depth = 0; wave.Count > 0; depth++)
        {
            var next = new List<string>();
            foreach (var id in wave)
            {
                depths[id] = depth;
                foreach (var child in _children[id]) if (--waiting[child] == 0) next.Add(child);
            }
            wave = next;
        }
        return depths;
    }

    private IEnumerable<string> Reach(string from, IReadOnlySet<string>? stopAt)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(_children[from]);
        while (open.TryPop(out var id))
        {
            if (!seen.Add(id)) continue;
            yield return id;
            if (stopAt?.Contains(id) == true) continue;
            foreach (var child in _children[id]) open.Push(child);
        }
    }
}

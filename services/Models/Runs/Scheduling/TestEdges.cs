using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Runs.Scheduling;

/// <summary>
/// <c>build</c> tests a node before anything is made of it: what is downstream of all that a test reads waits for the test. Only the edges that the
/// others do not follow from are added, and none that could close a circle.
/// </summary>
internal static class TestEdges
{
    public static void AddTo(RunGraph graph, Manifest manifest)
    {
        var edges = new List<(string Test, string Node)>();
        foreach (var test in manifest.Nodes.Values.Where(node => node.ResourceType == ResourceType.Test))
        {
            var read = test.DependsOn.Nodes.Where(graph.Contains).Distinct(StringComparer.Ordinal).ToList();
            if (read.Count == 0) continue;
            var after = read.Count == 1 ? graph.Children(read[0]) : First(graph, After(graph, read));
            edges.AddRange(after.Where(id => Waits(manifest, id)).Select(id => (test.UniqueId, id)));
        }
        foreach (var (test, node) in edges) graph.Connect(test, node);
    }

    private static bool Waits(Manifest manifest, string id) => manifest.Nodes.TryGetValue(id, out var node) && node.ResourceType != ResourceType.Test;

    /// <summary>What is downstream of each of them.</summary>
    private static HashSet<string> After(RunGraph graph, List<string> read)
    {
        var after = graph.Descendants(read[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var id in read.Skip(1)) after.IntersectWith(graph.Descendants(id));
        return after;
    }

    private static IEnumerable<string> First(RunGraph graph, HashSet<string> after) => after.Where(id => !graph.Parents(id).Any(after.Contains));
}

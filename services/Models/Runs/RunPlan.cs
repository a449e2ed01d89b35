using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Scheduling;

namespace ControlPlane.Models.Runs;

/// <summary>What a run does, in which order.</summary>
/// <param name="Whole">The project's graph: whose descendants a failure skips.</param>
/// <param name="Queued">The nodes that the queue gives out.</param>
/// <param name="UnitTestsOf">By model: the unit tests that run just before it.</param>
internal sealed record RunPlan(RunGraph Whole, RunGraph Queued, IReadOnlyList<GraphNode> Selected, IReadOnlyDictionary<string, List<UnitTest>> UnitTestsOf)
{
    /// <exception cref="RunException">Something selected is not in the manifest.</exception>
    public static RunPlan For(Manifest manifest, RunOptions options)
    {
        var selected = options.Selected.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(id => manifest.Find(id) ?? throw new RunException($"Couldn't find '{id}' -- does it exist or is it disabled?"))
            .Where(node => CanRun(options.Command, node)).ToList();
        var isBuild = options.Command == RunCommand.Build;
        var ids = selected.Select(node => node.UniqueId).ToHashSet(StringComparer.Ordinal);
        var unitTests = isBuild && !options.UnitTestsLast
            ? selected.OfType<UnitTest>().Where(test => ids.Contains(ModelOf(test))).GroupBy(ModelOf, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal)
            : [];
        // They run with their model, so nothing waits for them in the queue.
        foreach (var test in unitTests.Values.SelectMany(tests => tests)) ids.Remove(test.UniqueId);
        var whole = RunGraph.Of(manifest, withTestEdges: isBuild);
        return new(whole, whole.Subset(ids), selected, unitTests);
    }

    /// <summary>Those that progress counts.</summary>
    public int Count => Selected.Count(node => node is not ManifestNode { IsEphemeral: true });

    /// <summary>A selection may name what there is nothing to run of: sources, metrics.</summary>
    private static bool CanRun(RunCommand command, GraphNode node) => command == RunCommand.Freshness
        ? node is SourceDefinition
        : node is ManifestNode or UnitTest or Exposure or { ResourceType: ResourceType.SavedQuery };

    private static string ModelOf(UnitTest test) => test.TestedNode ?? test.DependsOn.Nodes.FirstOrDefault() ?? "";
}

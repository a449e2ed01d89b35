using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Nodes;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Runs.Preparation;

/// <summary>What on-run-end sees of the run: <c>results</c>, <c>schemas</c> and <c>database_schemas</c>.</summary>
internal static class EndNames
{
    public static Dictionary<string, object?> Of(RunContext run, IReadOnlyList<NodeResult> results)
    {
        var places = results
            .Where(result => result.Node is ManifestNode node && run.IsRelational(node) && result.Status is not (NodeStatus.Error or NodeStatus.Fail or NodeStatus.Skipped))
            .Select(result => (ManifestNode)result.Node).Select(node => (node.Database, node.Schema)).Distinct().ToList();
        return new(StringComparer.Ordinal)
        {
            ["schemas"] = places.Select(place => place.Schema).Distinct(StringComparer.Ordinal).Cast<object?>().ToList(),
            ["database_schemas"] = places.Select(place => (object?)new TupleValue([place.Database, place.Schema])).ToList(),
            ["results"] = results.Where(result => result.ThreadId != "main" || result.Status == NodeStatus.Error).Select(result => (object?)new ResultValue(result)).ToList(),
        };
    }
}

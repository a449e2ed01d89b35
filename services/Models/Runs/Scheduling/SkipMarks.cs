using ControlPlane.Models.Runs.Results;

namespace ControlPlane.Models.Runs.Scheduling;

/// <summary>Which nodes will not run because something before them went wrong.</summary>
internal sealed class SkipMarks(RunGraph graph, RunCommand command)
{
    private readonly Dictionary<string, NodeResult?> _causes = new(StringComparer.Ordinal);

    /// <summary>Marks all that is downstream of a failure. A failed test counts in a build only.</summary>
    public void Heed(NodeResult result)
    {
        if (!StopsOthers(result.Status)) return;
        var cause = result.Node is Manifests.ManifestNode { IsEphemeral: true } ? result : null;
        lock (_causes)
            foreach (var id in graph.Descendants(result.Node.UniqueId)) _causes[id] = cause;
    }

    public void Mark(string uniqueId)
    {
        lock (_causes) _causes[uniqueId] = null;
    }

    /// <param name="cause">The ephemeral model that could not be compiled; null when the failure was told of already.</param>
    public bool IsMarked(string uniqueId, out NodeResult? cause)
    {
        lock (_causes) return _causes.TryGetValue(uniqueId, out cause);
    }

    public bool StopsOthers(NodeStatus status) =>
        status is NodeStatus.Error or NodeStatus.PartialSuccess || command == RunCommand.Build && status is (NodeStatus.Fail or NodeStatus.Skipped);
}

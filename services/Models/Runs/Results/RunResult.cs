using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Runs.Results;

/// <summary>What became of a run, hooks included, in the order finished.</summary>
/// <param name="IsCancelled">Ended from outside; what had not run is skipped.</param>
public sealed record RunResult(IReadOnlyList<NodeResult> Results, DateTimeOffset GeneratedAt, double ElapsedSeconds, bool IsCancelled = false)
{
    /// <summary>Nothing failed, and nothing was skipped but exposures.</summary>
    public bool IsSuccess => !IsCancelled && !Results.Any(result =>
        result.Status is NodeStatus.RuntimeError or NodeStatus.Error or NodeStatus.Fail or NodeStatus.PartialSuccess
        || result.Status == NodeStatus.Skipped && result.Node.ResourceType != ResourceType.Exposure);
}

namespace ControlPlane.Models.Runs.Results;

/// <summary>How a node's pass ended.</summary>
public enum NodeStatus { Success, Error, Fail, Warn, Pass, Skipped, PartialSuccess, RuntimeError, NoOp }

public static class NodeStatuses
{
    private static readonly (NodeStatus Status, string Name)[] Names =
    [
        (NodeStatus.Success, "success"), (NodeStatus.Error, "error"), (NodeStatus.Fail, "fail"), (NodeStatus.Warn, "warn"), (NodeStatus.Pass, "pass"),
        (NodeStatus.Skipped, "skipped"), (NodeStatus.PartialSuccess, "partial success"), (NodeStatus.RuntimeError, "runtime error"), (NodeStatus.NoOp, "no-op"),
    ];

    /// <summary>As artifacts and templates show it: <c>partial success</c>.</summary>
    public static string Name(this NodeStatus status) => Names.First(pair => pair.Status == status).Name;

    /// <summary>Null for a name that no status has.</summary>
    public static NodeStatus? Parse(string? name) => Names.Where(pair => pair.Name == name).Select(pair => (NodeStatus?)pair.Status).FirstOrDefault();

    /// <summary>What a retry runs again.</summary>
    public static bool IsRetryable(this NodeStatus status) =>
        status is NodeStatus.Error or NodeStatus.Fail or NodeStatus.Skipped or NodeStatus.RuntimeError or NodeStatus.PartialSuccess;
}

namespace ControlPlane.Clients.DbtArtifacts;

/// <summary>How a node ended, in dbt's words: the documented ones and whatever a later version says.</summary>
public readonly record struct NodeStatus(string Value)
{
    public static readonly NodeStatus Success = new("success");
    public static readonly NodeStatus Error = new("error");
    public static readonly NodeStatus Skipped = new("skipped");

    /// <summary>Some batches of a microbatch model failed.</summary>
    public static readonly NodeStatus PartialSuccess = new("partial success");

    public static readonly NodeStatus NoOp = new("no-op");
    public static readonly NodeStatus Pass = new("pass");
    public static readonly NodeStatus Fail = new("fail");
    public static readonly NodeStatus Warn = new("warn");

    /// <summary>A source's freshness could not be read.</summary>
    public static readonly NodeStatus RuntimeError = new("runtime error");

    /// <summary>What makes dbt end with exit code 1; a skipped node does, too, but is only a consequence.</summary>
    public bool IsFailure => this == Error || this == Fail || this == PartialSuccess || this == RuntimeError;

    public override string ToString() => Value;
}

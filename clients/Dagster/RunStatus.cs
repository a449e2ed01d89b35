using ControlPlane.Clients.DbtArtifacts;

namespace ControlPlane.Clients.Dagster;

/// <summary>Status of a run: the documented values and whatever else the service says.</summary>
public readonly record struct RunStatus(string Value)
{
    public static readonly RunStatus Queued = new("QUEUED");
    public static readonly RunStatus NotStarted = new("NOT_STARTED");
    public static readonly RunStatus Managed = new("MANAGED");
    public static readonly RunStatus Starting = new("STARTING");
    public static readonly RunStatus Started = new("STARTED");
    public static readonly RunStatus Success = new("SUCCESS");
    public static readonly RunStatus Failure = new("FAILURE");
    public static readonly RunStatus Canceling = new("CANCELING");
    public static readonly RunStatus Canceled = new("CANCELED");

    public bool IsTerminal => this == Success || this == Failure || this == Canceled;

    internal ModelEngineRunStatus ToEngineStatus() => Value switch
    {
        "QUEUED" or "NOT_STARTED" or "MANAGED" => ModelEngineRunStatus.Queued,
        "SUCCESS" => ModelEngineRunStatus.Succeeded,
        "FAILURE" => ModelEngineRunStatus.Failed,
        "CANCELED" => ModelEngineRunStatus.Cancelled,
        _ => ModelEngineRunStatus.Running,
    };

    public override string ToString() => Value;
}

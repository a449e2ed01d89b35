namespace ControlPlane.Clients.Dagster;

public enum TerminatePolicy
{
    /// <summary>Asks the run's process to end, and waits for that.</summary>
    Safe,

    /// <summary>Counts the run as cancelled at once, whether or not its process can be reached.</summary>
    MarkAsCanceledImmediately,
}

namespace ControlPlane.Connectors.Retrievers.Async;

internal enum JobStatus
{
    Running,
    Completed,
    Failed,
    TimedOut,

    /// <summary>There is nothing to read, and that is fine.</summary>
    Skipped,
}

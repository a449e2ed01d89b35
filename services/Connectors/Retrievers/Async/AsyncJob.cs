using ControlPlane.Connectors.Errors;

namespace ControlPlane.Connectors.Retrievers.Async;

/// <summary>A job of the source for one slice, through all its attempts.</summary>
internal sealed class AsyncJob(StreamSlice slice)
{
    /// <summary>Where a slice that is ready carries its job.</summary>
    public const string Field = "jobs";

    public StreamSlice Slice => slice;

    public JobStatus Status { get; private set; } = JobStatus.Failed;

    public int Attempts { get; private set; }

    /// <summary>Null while the source has not taken the job.</summary>
    public ResponseView? Creation { get; private set; }

    /// <summary>The answer that said that the job is completed.</summary>
    public ResponseView? Polling { get; private set; }

    /// <summary>Why the last attempt at creating it failed.</summary>
    public ConnectorException? CreationFailure { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>Not before this time it is tried again; null when nobody has said so yet.</summary>
    public DateTimeOffset? RetryAt { get; set; }

    public bool IsOver => Status is JobStatus.Completed or JobStatus.Skipped;

    /// <summary>The source may still be working on it.</summary>
    public bool IsAtWork => Creation is not null && Status is JobStatus.Running or JobStatus.TimedOut;

    public void Start(ResponseView creation, DateTimeOffset now) =>
        (Attempts, Creation, CreationFailure, Status, StartedAt, RetryAt) = (Attempts + 1, creation, null, JobStatus.Running, now, null);

    public void FailToStart(ConnectorException why) => (Attempts, Creation, CreationFailure, Status) = (Attempts + 1, null, why, JobStatus.Failed);

    public void Become(JobStatus status, ResponseView? polling = null) => (Status, Polling) = (status, polling);
}

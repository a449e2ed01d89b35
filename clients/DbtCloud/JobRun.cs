namespace ControlPlane.Clients.DbtCloud;

/// <summary>One run of a job.</summary>
public sealed record JobRun
{
    public required long Id { get; init; }

    public long JobId { get; init; }

    public required JobRunStatus Status { get; init; }

    public string? StatusMessage { get; init; }

    /// <summary>What whoever triggered it said; null where the service was not asked for it.</summary>
    public string? Cause { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    public string? DbtVersion { get; init; }

    /// <summary>Before that, artifacts are not found.</summary>
    public bool ArtifactsSaved { get; init; }

    /// <summary>A retry would begin at what failed.</summary>
    public bool CanRetry { get; init; }

    /// <summary>The run that this one retries.</summary>
    public long? RetryingRunId { get; init; }

    /// <summary>Its page for people.</summary>
    public string? Href { get; init; }

    /// <summary>Empty where the service was not asked for them.</summary>
    public IReadOnlyList<JobRunStep> Steps { get; init; } = [];
}

namespace ControlPlane.Clients.Dagster;

/// <summary>One run of a job.</summary>
public sealed record DagsterRun
{
    public required string RunId { get; init; }

    public string? JobName { get; init; }

    public required RunStatus Status { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The run that this one executes again.</summary>
    public string? ParentRunId { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The backfill that it is part of.</summary>
    public string? BackfillId => Tags.GetValueOrDefault(RunTags.Backfill);
}

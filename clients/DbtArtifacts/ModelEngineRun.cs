namespace ControlPlane.Clients.DbtArtifacts;

/// <summary>One run of a project by an external engine, whichever engine it was.</summary>
public sealed record ModelEngineRun
{
    /// <summary>The engine's own name for the run.</summary>
    public required string Id { get; init; }

    public required ModelEngineRunStatus Status { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>What the engine says about a run that did not succeed, beyond its nodes.</summary>
    public string? Message { get; init; }

    /// <summary>Empty where the engine left no results: it never came so far, or they are not to be had.</summary>
    public IReadOnlyList<NodeResult> Nodes { get; init; } = [];
}

public enum ModelEngineRunStatus
{
    Queued,
    Running,
    Succeeded,

    /// <summary>A node failed, or the engine did.</summary>
    Failed,
    Cancelled,
}

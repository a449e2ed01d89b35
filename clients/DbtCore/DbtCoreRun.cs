using ControlPlane.Clients.DbtArtifacts;

namespace ControlPlane.Clients.DbtCore;

/// <summary>How one call of dbt ended.</summary>
public sealed record DbtCoreRun
{
    public required DbtOutcome Outcome { get; init; }

    public required int ExitCode { get; init; }

    /// <summary>Null where dbt ended before it had one.</summary>
    public string? InvocationId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Null where this call wrote none, also where the file of an earlier one lies there.</summary>
    public RunResults? Results { get; init; }

    /// <summary>What dbt reported as errors, else the last that it said; null after success or a cancellation.</summary>
    public string? Message { get; init; }

    public ModelEngineRun ToModelEngineRun() => new()
    {
        Id = InvocationId ?? "",
        Status = Outcome switch
        {
            DbtOutcome.Succeeded => ModelEngineRunStatus.Succeeded,
            DbtOutcome.Cancelled => ModelEngineRunStatus.Cancelled,
            _ => ModelEngineRunStatus.Failed,
        },
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
        Message = Message,
        Nodes = Results?.Nodes ?? [],
    };
}

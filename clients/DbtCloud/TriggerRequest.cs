namespace ControlPlane.Clients.DbtCloud;

/// <summary>What to run, and on behalf of which run of ours. Null leaves a property as the job has it.</summary>
public sealed record TriggerRequest
{
    public required long JobId { get; init; }

    /// <summary>Our run: its id goes into the cause, by which a run already triggered for it is found.</summary>
    public required Guid RunId { get; init; }

    public string? GitSha { get; init; }

    public string? GitBranch { get; init; }

    public string? SchemaOverride { get; init; }

    public string? DbtVersionOverride { get; init; }

    public int? ThreadsOverride { get; init; }

    public string? TargetNameOverride { get; init; }

    public bool? GenerateDocsOverride { get; init; }

    public int? TimeoutSecondsOverride { get; init; }

    /// <summary>Commands in place of the job's: <c>dbt build --select marts</c>.</summary>
    public IReadOnlyList<string>? StepsOverride { get; init; }
}

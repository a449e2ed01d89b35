using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Results;

namespace ControlPlane.Models.Runs;

/// <summary>What one run asks for beyond the manifest's invocation.</summary>
public sealed record RunOptions
{
    public required RunCommand Command { get; init; }

    /// <summary>Unique ids; edges across what is not selected hold.</summary>
    public required IReadOnlyCollection<string> Selected { get; init; }

    /// <summary>Nodes at once, each on a connection of its own.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Where compiled SQL is written, relative to the project's folder or absolute; null writes nothing.</summary>
    public string? TargetPath { get; init; }

    /// <summary>Whether ephemeral models, of which nothing is built, have results too.</summary>
    public bool KeepsEphemeral { get; init; }

    /// <summary>Rows that <c>show</c> asks for; null for all.</summary>
    public long? Limit { get; init; } = 5;

    /// <summary>Seeds keep a sample of what they loaded.</summary>
    public bool ShowSeeds { get; init; }

    /// <summary>What each statement of a node says of itself to the engine, in a comment; null for nothing.</summary>
    public Func<GraphNode, string?>? Comment { get; init; }

    /// <summary>What statements that belong to no node say of themselves; null for nothing.</summary>
    public string? OwnComment { get; init; }

    /// <summary>Whether those comments are written behind the statements.</summary>
    public bool CommentsBehind { get; init; }

    /// <summary>Whether the project's on-run-start runs; false for the later parts of a run that is done in several.</summary>
    public bool StartHooks { get; init; } = true;

    /// <summary>Whether the project's on-run-end runs; false for the earlier parts of a run that is done in several.</summary>
    public bool EndHooks { get; init; } = true;

    /// <summary>Unit tests run after their models, and hold nothing up: as a retry has them.</summary>
    public bool UnitTestsLast { get; init; }

    /// <summary>A retry: microbatch models run only the batches that failed before.</summary>
    public IReadOnlyDictionary<string, BatchResults> PreviousBatches { get; init; } = new Dictionary<string, BatchResults>(StringComparer.Ordinal);
}

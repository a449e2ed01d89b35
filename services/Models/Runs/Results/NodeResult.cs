using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Runs.Results;

/// <summary>What became of one node; all that run_results.json and sources.json show.</summary>
public sealed record NodeResult
{
    public required GraphNode Node { get; init; }

    public required NodeStatus Status { get; init; }

    /// <summary>The engine's word (<c>SELECT 5</c>), what is wrong, or null.</summary>
    public string? Message { get; init; }

    /// <summary>Rows that a test found; null where nothing counts.</summary>
    public long? Failures { get; init; }

    public IReadOnlyList<NodeTiming> Timing { get; init; } = [];

    public string ThreadId { get; init; } = "";

    public double ExecutionSeconds { get; init; }

    public IReadOnlyDictionary<string, object?> AdapterResponse { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    public BatchResults? Batches { get; init; }

    /// <summary>Rows to show: of <c>show</c>, and the sample of <c>seed --show</c>.</summary>
    public ResultTable? Table { get; init; }

    /// <summary>Source freshness only.</summary>
    public SourceAge? Age { get; init; }

    /// <summary>Null for what is never compiled: seeds, sources, exposures.</summary>
    public bool? Compiled { get; init; }

    public string? CompiledCode { get; init; }

    public string? RelationName { get; init; }

    /// <summary>Where the compiled text was written, relative to the project; null when it was not.</summary>
    public string? CompiledPath { get; init; }
}

/// <param name="Name"><c>compile</c> or <c>execute</c></param>
public sealed record NodeTiming(string Name, DateTimeOffset StartedAt, DateTimeOffset CompletedAt);

/// <summary>How old a source's newest row was when it was looked at.</summary>
public sealed record SourceAge(DateTimeOffset MaxLoadedAt, DateTimeOffset SnapshottedAt, double Seconds);

using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Results;

namespace ControlPlane.Models.Runs.Nodes;

/// <summary>What executing a node gave.</summary>
internal sealed record NodeOutcome(NodeStatus Status, string? Message = null)
{
    public long? Failures { get; init; }

    public AdapterResponse? Response { get; init; }

    public BatchResults? Batches { get; init; }

    public ResultTable? Table { get; init; }

    public SourceAge? Age { get; init; }

    /// <summary>What was compiled when it is not the node itself: a unit test's query.</summary>
    public ManifestNode? CompiledAs { get; init; }
}

namespace ControlPlane.Clients.DbtArtifacts;

/// <summary>What run_results.json tells about one invocation.</summary>
/// <param name="Metadata">Who wrote it.</param>
/// <param name="Command"><c>build</c>, <c>run</c>, <c>test</c>, <c>compile</c>, <c>generate</c> (docs), ...; null where the file does not say.</param>
/// <param name="Nodes">In the order in which they ended.</param>
/// <param name="Elapsed">Of the whole invocation.</param>
public sealed record RunResults(ArtifactMetadata Metadata, string? Command, IReadOnlyList<NodeResult> Nodes, TimeSpan Elapsed)
{
    /// <summary>False for what writes results although nothing was built or tested: compile, docs generate, ...</summary>
    public bool IsOfBuild => Command is null or "build" or "run" or "test" or "seed" or "snapshot" or "retry" or "clone";
}

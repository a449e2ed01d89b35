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

    /// <summary>
    /// Whether the invocation came to its end: it has a result of everything that a build of the whole project carries out, its hooks included. One that was
    /// interrupted writes down what it had done by then, all of it successes.
    /// </summary>
    /// <param name="manifest">What the invocation wrote of its project.</param>
    public bool IsWhole(ProjectManifest manifest)
    {
        if (Metadata.InvocationId is null || Metadata.InvocationId != manifest.Metadata.InvocationId) return false;
        var done = Nodes.Select(node => node.UniqueId).ToHashSet(StringComparer.Ordinal);
        return manifest.Nodes.Where(IsCarriedOut).All(node => done.Contains(node.UniqueId));
    }

    private static bool IsCarriedOut(ManifestNode node) =>
        node.ResourceType is "model" or "seed" or "snapshot" or "test" or "unit_test" or "operation" or "function" && node.Materialized != "ephemeral";
}

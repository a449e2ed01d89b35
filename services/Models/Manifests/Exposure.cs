namespace ControlPlane.Models.Manifests;

/// <summary>What uses the models outside of the project: a dashboard, a notebook, an application.</summary>
public sealed class Exposure : GraphNode
{
    /// <summary><c>dashboard</c>, <c>notebook</c>, <c>analysis</c>, <c>ml</c>, <c>application</c>.</summary>
    public required string Type { get; init; }

    public required Dictionary<string, object?> Owner { get; init; }

    public string? Label { get; init; }

    public string? Maturity { get; init; }

    public string? Url { get; init; }

    public List<RefArgs> Refs { get; } = [];

    public List<IReadOnlyList<string>> Sources { get; } = [];
}

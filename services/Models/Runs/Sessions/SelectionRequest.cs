using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Runs.Sessions;

/// <summary>Which nodes somebody asks for.</summary>
public sealed record SelectionRequest
{
    public IReadOnlyList<string> Select { get; init; } = [];

    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>A name of selectors.yml.</summary>
    public string? Selector { get; init; }

    /// <summary><c>eager</c>, <c>cautious</c>, <c>buildable</c> or <c>empty</c>.</summary>
    public string Indirect { get; init; } = "eager";

    public IReadOnlySet<ResourceType>? Types { get; init; }

    /// <summary>A folder with earlier artifacts.</summary>
    public string? State { get; init; }
}

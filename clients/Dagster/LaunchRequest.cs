using System.Text.Json.Nodes;

namespace ControlPlane.Clients.Dagster;

/// <summary>What to run, and on behalf of which run of ours.</summary>
public sealed record LaunchRequest
{
    /// <summary>Our run: its id becomes a tag, by which a run already launched for it is found.</summary>
    public required Guid RunId { get; init; }

    public required JobSelector Job { get; init; }

    /// <summary>Null takes the job's own.</summary>
    public JsonObject? RunConfig { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Null runs all steps.</summary>
    public IReadOnlyList<string>? StepKeys { get; init; }
}

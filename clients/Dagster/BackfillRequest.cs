namespace ControlPlane.Clients.Dagster;

/// <summary>Which partitions of which assets to bring up to date, and on behalf of which run of ours.</summary>
public sealed record BackfillRequest
{
    /// <summary>Our run: its id becomes a tag, by which a backfill already launched for it is found.</summary>
    public required Guid RunId { get; init; }

    public required IReadOnlyList<AssetKey> Assets { get; init; }

    /// <summary>Null takes all.</summary>
    public IReadOnlyList<string>? Partitions { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public string? Title { get; init; }
}

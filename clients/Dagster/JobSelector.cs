namespace ControlPlane.Clients.Dagster;

/// <summary>Which job, and which part of it; without assets and checks all of it.</summary>
public sealed record JobSelector
{
    /// <summary>The job that Dagster makes of all assets of a location.</summary>
    public const string AllAssets = "__ASSET_JOB";

    public required string Location { get; init; }

    /// <summary>Default <c>__repository__</c>: the one of a location that has Definitions.</summary>
    public string Repository { get; init; } = "__repository__";

    public string Job { get; init; } = AllAssets;

    public IReadOnlyList<AssetKey>? Assets { get; init; }

    public IReadOnlyList<AssetCheck>? Checks { get; init; }
}

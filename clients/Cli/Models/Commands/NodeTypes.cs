using ControlPlane.Models.Manifests;

namespace ControlPlane.Cli.Models.Commands;

/// <summary>Which nodes commands are for.</summary>
internal static class NodeTypes
{
    public static readonly IReadOnlySet<ResourceType> Models = Of(ResourceType.Model);

    public static readonly IReadOnlySet<ResourceType> Seeds = Of(ResourceType.Seed);

    public static readonly IReadOnlySet<ResourceType> Snapshots = Of(ResourceType.Snapshot);

    /// <summary>What models refer to.</summary>
    public static readonly IReadOnlySet<ResourceType> Referable = Of(ResourceType.Model, ResourceType.Seed, ResourceType.Snapshot);

    public static readonly IReadOnlySet<ResourceType> Tests = Of(ResourceType.Test, ResourceType.UnitTest);

    public static readonly IReadOnlySet<ResourceType> Sources = Of(ResourceType.Source);

    public static readonly IReadOnlySet<ResourceType> Built =
        Of(ResourceType.Model, ResourceType.Snapshot, ResourceType.Seed, ResourceType.Test, ResourceType.UnitTest, ResourceType.Exposure, ResourceType.SavedQuery);

    /// <summary>What has SQL to compile.</summary>
    public static readonly IReadOnlySet<ResourceType> Compiled =
        Of(ResourceType.Model, ResourceType.Test, ResourceType.Snapshot, ResourceType.Analysis, ResourceType.Operation, ResourceType.Seed);

    public static readonly IReadOnlySet<ResourceType> Listed =
        Of(ResourceType.Model, ResourceType.Snapshot, ResourceType.Seed, ResourceType.Test, ResourceType.Source, ResourceType.Exposure, ResourceType.UnitTest, ResourceType.Metric, ResourceType.SemanticModel, ResourceType.SavedQuery);

    public static IReadOnlySet<ResourceType> All => Listed.Append(ResourceType.Analysis).ToHashSet();

    private static HashSet<ResourceType> Of(params ResourceType[] types) => [.. types];
}

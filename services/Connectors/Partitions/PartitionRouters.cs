using System.Text.Json.Nodes;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Partitions;

internal static class PartitionRouters
{
    public static ComponentKinds<IPartitionRouter> Kinds { get; } = new()
    {
        ["ListPartitionRouter"] = ListPartitionRouter.Compile,
        ["SubstreamPartitionRouter"] = SubstreamPartitionRouter.Compile,
        ["GroupingPartitionRouter"] = GroupingPartitionRouter.Compile,
        ["UnionPartitionRouter"] = UnionPartitionRouter.Compile,
    };

    /// <summary>The router of a retriever; a list of them is their product. Null when it has none.</summary>
    public static IPartitionRouter? Compile(Component c, string field) => c[field] is JsonArray
        ? c.Children(field, Kinds) is { Count: > 0 } routers ? new CartesianProduct(routers) : null
        : c.Child(field, Kinds);
}

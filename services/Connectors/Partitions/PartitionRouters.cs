using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Partitions;

internal static class PartitionRouters
{
    public static ComponentKinds<IPartitionRouter> Kinds { get; } = [];

    /// <summary>The router of a retriever; null when it has none.</summary>
    public static IPartitionRouter? Compile(Component c, string field)
    {
        c.Refuse(field);
        return null;
    }
}

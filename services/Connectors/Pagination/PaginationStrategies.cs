using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Pagination;

internal static class PaginationStrategies
{
    public static ComponentKinds<IPaginationStrategy> Kinds { get; } = new()
    {
        ["PageIncrement"] = PageIncrement.Compile,
        ["OffsetIncrement"] = OffsetIncrement.Compile,
        ["CursorPagination"] = CursorPagination.Compile,
    };
}

using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Pagination;

/// <summary>Some sources only page so far: then a slice is begun again, from where it has come to.</summary>
/// <param name="SplitsByCursor">The next beginning is the last cursor value; else the slice is read again as it is.</param>
/// <param name="Records">So many records of a slice cause it; null when only an error handler does.</param>
internal sealed record PaginationReset(bool SplitsByCursor, long? Records)
{
    /// <summary>What RESET_PAGINATION means without a declaration.</summary>
    public static PaginationReset Default { get; } = new(false, null);

    public static ComponentKinds<PaginationReset> Kinds { get; } = new() { ["PaginationReset"] = Compile };

    private static ComponentKinds<Component> LimitKinds { get; } = new() { ["PaginationResetLimits"] = c => c };

    private static PaginationReset? Compile(Component c)
    {
        bool? splits = c.Text("action", required: true) switch
        {
            "SPLIT_USING_CURSOR" => true,
            "RESET" => false,
            _ => null,
        };
        if (splits is null && c.Has("action")) c.Error("action", "SPLIT_USING_CURSOR or RESET");
        return splits is null ? null : new(splits.Value, c.Child("limits", LimitKinds)?.Integer("number_of_records"));
    }
}

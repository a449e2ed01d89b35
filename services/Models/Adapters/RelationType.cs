namespace ControlPlane.Models.Adapters;

[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1720", Justification = "What projects call such a table.")]
public enum RelationType { Table, View, Cte, MaterializedView, External, Pointer, Function }

public static class RelationTypes
{
    /// <summary>As templates compare it: <c>materialized_view</c>.</summary>
    public static string Name(this RelationType type) => type switch
    {
        RelationType.MaterializedView => "materialized_view",
        RelationType.Table => "table",
        RelationType.View => "view",
        RelationType.Cte => "cte",
        RelationType.External => "external",
        RelationType.Function => "function",
        _ => "pointer_table",
    };

    /// <summary>Null for a name that is none.</summary>
    public static RelationType? Parse(string? name) => name switch
    {
        "materialized_view" => RelationType.MaterializedView,
        "table" => RelationType.Table,
        "view" => RelationType.View,
        "cte" => RelationType.Cte,
        "external" => RelationType.External,
        "function" => RelationType.Function,
        "pointer_table" => RelationType.Pointer,
        _ => null,
    };
}

namespace ControlPlane.Models.Adapters;

public enum RelationType { Table, View, Cte, MaterializedView, External, Pointer }

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
        _ => "pointer_table",
    };
}

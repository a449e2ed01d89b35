namespace ControlPlane.Models.Adapters;

public sealed partial record Relation
{
    public override string ToString() => Render();

    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "database" => Database,
            "schema" => Schema,
            "identifier" or "table" or "name" => Identifier,
            "type" => Type?.Name(),
            "is_table" => Type == RelationType.Table,
            "is_view" => Type == RelationType.View,
            "is_cte" => Type == RelationType.Cte,
            "is_materialized_view" => Type == RelationType.MaterializedView,
            _ => this,
        };
        return !ReferenceEquals(value, this);
    }
}

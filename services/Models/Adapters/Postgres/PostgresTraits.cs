namespace ControlPlane.Models.Adapters.Postgres;

internal static class PostgresTraits
{
    private const int MaxNameLength = 63;

    public static AdapterTraits Traits { get; } = new()
    {
        Type = "postgres",
        MacroPackages = ["dbt_postgres", "dbt"],
        DispatchPrefixes = ["postgres", "default"],
        MaxIdentifierBytes = MaxNameLength,
        Relations = new RelationRules
        {
            Renameable = [RelationType.View, RelationType.Table],
            Replaceable = [RelationType.View, RelationType.Table],
            MaxNameLength = MaxNameLength,
        },
        ColumnTypes = ColumnTypes.Standard with { ColumnClass = "PostgresColumn", KeepsUnsized = true },
        IncrementalStrategies = ["append", "delete+insert", "merge", "microbatch"],
    };
}

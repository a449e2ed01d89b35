namespace ControlPlane.Models.Adapters.DuckDb;

internal static class DuckDbTraits
{
    public static AdapterTraits Traits { get; } = new()
    {
        Type = "duckdb",
        MacroPackages = ["dbt_duckdb", "dbt"],
        DispatchPrefixes = ["duckdb", "default"],
        // No limit of its own; what fits PostgreSQL can be moved there.
        MaxIdentifierBytes = 63,
        Relations = new RelationRules { RequiresAlias = false },
        ColumnTypes = ColumnTypes.Standard with
        {
            ColumnClass = "DuckDBColumn",
            HasSizes = false,
            HasStructures = true,
            Floats = ColumnTypes.Names("real", "float", "float4", "float8", "double"),
            Integers = ColumnTypes.Names(
                "tinyint", "smallint", "integer", "bigint", "hugeint", "utinyint", "usmallint", "uinteger", "ubigint", "int1", "int2", "int4", "int8", "short", "int", "signed", "long"),
        },
        IncrementalStrategies = ["append", "delete+insert", "merge", "microbatch"],
        CrossDatabase = true,
        FoldsQuotedNames = true,
    };
}

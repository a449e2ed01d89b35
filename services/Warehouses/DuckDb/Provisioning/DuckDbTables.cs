using static ControlPlane.DuckDb.DuckDbIdentifier;

namespace ControlPlane.Warehouses.DuckDb.Provisioning;

/// <summary>The tables of RAW, with the columns that they have in every engine.</summary>
internal static class DuckDbTables
{
    public const string Loads = "_loads";

    private static readonly string[] RawColumns = ["_airbyte_raw_id UUID", "_airbyte_extracted_at TIMESTAMP WITH TIME ZONE", "_airbyte_data JSON", "_tenant VARCHAR", "_batch UUID"];
    private static readonly string[] LoadsColumns = ["batch UUID", "run UUID", "table_name VARCHAR", "rows BIGINT", "loaded_at TIMESTAMP WITH TIME ZONE"];

    /// <summary>Names and types in order, as an observation reads them.</summary>
    public static string Columns(string table) => string.Join(", ", table == Loads ? LoadsColumns : RawColumns);

    public static string Create(string table) => table == Loads
        ? """CREATE TABLE IF NOT EXISTS "RAW"._loads (batch UUID PRIMARY KEY, run UUID NOT NULL, table_name VARCHAR NOT NULL, rows BIGINT NOT NULL, loaded_at TIMESTAMPTZ NOT NULL DEFAULT now())"""
        // The type alone would take any text when rows are appended, and one that is no JSON would break every query after it.
        : $"CREATE TABLE IF NOT EXISTS \"RAW\".{Quote(table)} ({string.Join(", ", RawColumns.Select(column => $"{column} NOT NULL"))}, CHECK (json_valid(_airbyte_data)))";
}

using ControlPlane.DuckDb;
using ControlPlane.DuckDb.Reading;

namespace ControlPlane.Warehouses.DuckDb.Provisioning;

/// <summary>What of a tenant there is; the observed side of a plan.</summary>
/// <param name="Relations">Of all schemas.</param>
internal sealed record DuckDbState(bool Exists, bool Suspended, IReadOnlyList<string> Schemas, IReadOnlyList<DuckDbRelation> Relations)
{
    private const string Sql = """
        SELECT 'schema', schema_name, NULL, NULL FROM duckdb_schemas() WHERE NOT internal AND database_name = current_database()
        UNION ALL
        SELECT 'table', t.schema_name, t.table_name, (
            SELECT string_agg(column_name || ' ' || data_type, ', ' ORDER BY column_index) FROM duckdb_columns() c WHERE c.table_oid = t.table_oid AND c.database_oid = t.database_oid)
        FROM duckdb_tables() t WHERE NOT internal
        UNION ALL
        SELECT 'view', schema_name, view_name, NULL FROM duckdb_views() WHERE NOT internal
        ORDER BY 1, 2, 3
        """;

    public static DuckDbState Absent(bool suspended) => new(false, suspended, [], []);

    public static async Task<DuckDbState> ReadAsync(NativeConnection connection, bool suspended, CancellationToken cancellationToken)
    {
        var facts = await connection.RunAsync(Facts, cancellationToken);
        return new DuckDbState(
            true, suspended, [.. facts.Where(fact => fact[0] == "schema").Select(fact => fact[1]!)],
            [.. facts.Where(fact => fact[0] != "schema").Select(fact => new DuckDbRelation(fact[0]!, fact[1]!, fact[2]!, fact[3] ?? ""))]);
    }

    private static List<string?[]> Facts(nint handle)
    {
        var rows = DuckDbQuery.Run(handle, "", Sql, [], rights: null);
        try
        {
            var facts = new List<string?[]>();
            while (rows.Next() is { } chunk)
                for (var row = 0; row < chunk.Rows; row++) facts.Add([.. Enumerable.Range(0, 4).Select(column => chunk.IsNull(row, column) ? null : (string)chunk.Value(row, column))]);
            return facts;
        }
        finally
        {
            rows.Destroy();
        }
    }
}

/// <param name="Kind"><c>table</c> or <c>view</c>.</param>
/// <param name="Columns">Only of tables: names and types in order.</param>
internal sealed record DuckDbRelation(string Kind, string Schema, string Name, string Columns);

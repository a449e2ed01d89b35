using ControlPlane.DuckDb;
using System.Security.Cryptography;
using System.Text;
using ControlPlane.Reconciliation;
using ControlPlane.DuckDb.Reading;
using ControlPlane.Warehouses.Views;
using static ControlPlane.DuckDb.DuckDbIdentifier;

namespace ControlPlane.Warehouses.DuckDb.Views;

/// <summary>Makes the view of a RAW table. DuckDB binds views when they are read, so replacing one leaves those over it in place.</summary>
internal static class DuckDbPublish
{
    private const string Existing = """
        SELECT 'view', comment FROM duckdb_views() WHERE schema_name = 'RAW' AND view_name = $1
        UNION ALL SELECT 'table', NULL FROM duckdb_tables() WHERE schema_name = 'RAW' AND table_name = $1
        """;

    public static async Task RunAsync(NativeConnection connection, RawView view, CancellationToken cancellationToken)
    {
        var name = WarehouseNames.CurrentView(view.Table);
        var select = Select(view, PublishedColumn.Of(view.Columns, StringComparer.OrdinalIgnoreCase));
        var comment = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(select)));
        var (kind, before) = await connection.RunAsync(handle => Read(handle, name), cancellationToken);
        if (kind == "table") throw new Fault(FaultKind.Rejected, "NameTaken", $"RAW.{name} is not a view, so RAW.{view.Table} cannot be shown by that name. Rename the stream that it belongs to.");
        if (before == comment) return;
        var quoted = $"\"RAW\".{Quote(name)}";
        await connection.ExecuteAsync($"BEGIN TRANSACTION; CREATE OR REPLACE VIEW {quoted} AS {select}; COMMENT ON VIEW {quoted} IS {Literal(comment)}", cancellationToken);
        await connection.ExecuteAsync("COMMIT", cancellationToken);
    }

    private static (string? Kind, string? Comment) Read(nint handle, string name)
    {
        var rows = DuckDbQuery.Run(handle, "", Existing, [name], rights: null);
        try
        {
            return rows.Next() is { Rows: > 0 } chunk ? ((string)chunk.Value(0, 0), chunk.IsNull(0, 1) ? null : (string)chunk.Value(0, 1)) : (null, null);
        }
        finally
        {
            rows.Destroy();
        }
    }

    private static string Select(RawView view, IReadOnlyList<PublishedColumn> columns)
    {
        var metadata = string.Join(", ", PublishedColumn.OfEveryRecord);
        var table = $"\"RAW\".{Quote(view.Table)}";
        var extracts = columns.Select((column, index) => $", {DuckDbViewColumn.Extract(column)} AS c{index}");
        var casts = columns.Select((column, index) => $",\n    {DuckDbViewColumn.Cast(column.Type, $"c{index}")} AS {Quote(column.Name)}");
        return $"SELECT {metadata}{string.Concat(casts)}\nFROM (SELECT {metadata}{string.Concat(extracts)} FROM {table}{Newest(view, columns, table)}) records";
    }

    /// <summary>Found by key and cursor alone, so that records as a whole are not sorted.</summary>
    private static string Newest(RawView view, IReadOnlyList<PublishedColumn> columns, string table)
    {
        if (!view.NewestByKey || view.PrimaryKey.Count == 0) return "";
        var keys = view.PrimaryKey.Select(path => $"_airbyte_data ->> {DuckDbViewColumn.Path(path)}").Select(key => $"({key})").ToList();
        var own = $"CASE WHEN COALESCE({string.Join(", ", keys)}) IS NULL THEN _airbyte_raw_id END";
        return $"\n    WHERE _airbyte_raw_id IN (SELECT _airbyte_raw_id FROM {table} QUALIFY row_number() OVER (PARTITION BY {string.Join(", ", keys)}, {own} ORDER BY {Cursor(view, columns)}_airbyte_extracted_at DESC, _airbyte_raw_id DESC) = 1)";
    }

    private static string Cursor(RawView view, IReadOnlyList<PublishedColumn> columns)
    {
        if (view.CursorField.Count == 0) return "";
        var text = $"(_airbyte_data ->> {DuckDbViewColumn.Path(view.CursorField)})";
        // By its type where it has one: the text of a number or of a time with an offset does not sort as it.
        var typed = columns.FirstOrDefault(column => column.Path.SequenceEqual(view.CursorField) && column.Type is not (RawType.Text or RawType.Json));
        var first = typed is null ? $"TRY_CAST({text} AS DOUBLE)" : DuckDbViewColumn.Cast(typed.Type, text);
        return $"{first} DESC NULLS LAST, {text} DESC NULLS LAST, ";
    }
}

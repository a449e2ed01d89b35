using System.Text.Json;
using ControlPlane.Warehouses.Views;
using static ControlPlane.Warehouses.Postgres.PostgresIdentifier;

namespace ControlPlane.Warehouses.Postgres.Views;

/// <summary>The view of one RAW table with the columns that it is to have, as SQL.</summary>
internal sealed record PostgresView(RawView View, IReadOnlyList<PublishedColumn> Columns)
{
    public string Name { get; } = $"\"RAW\".{Quote(WarehouseNames.CurrentView(View.Table))}";

    /// <summary>Kept as the view's comment: says what the view shows, and what it showed when it is replaced.</summary>
    public string Comment => JsonSerializer.Serialize(new Description(Columns, View.NewestByKey, View.PrimaryKey, View.CursorField));

    public string Select
    {
        get
        {
            var metadata = string.Join(", ", PublishedColumn.OfEveryRecord);
            // The inner query stays one of its own (OFFSET 0): each value is taken out of its record once, and only if somebody asks for it.
            var extracts = Columns.Select((column, index) => $", {PostgresColumn.Extract(column)} AS c{index}");
            var casts = Columns.Select((column, index) => $",\n    {PostgresColumn.Cast(column.Type, $"c{index}")} AS {Quote(column.Name)}");
            return $"SELECT {metadata}{string.Concat(casts)}\nFROM (SELECT {metadata}{string.Concat(extracts)} FROM {Table}{Newest} OFFSET 0) records";
        }
    }

    private string Table => $"\"RAW\".{Quote(View.Table)}";

    /// <summary>Found by key and cursor alone, so that records as a whole are not sorted.</summary>
    private string Newest
    {
        get
        {
            if (!View.NewestByKey || View.PrimaryKey.Count == 0) return "";
            var keys = View.PrimaryKey.Select(path => $"(_airbyte_data #>> {PostgresColumn.Path(path)}) COLLATE \"C\"").ToList();
            var own = $"CASE WHEN COALESCE({string.Join(", ", keys)}) IS NULL THEN _airbyte_raw_id END";
            var key = string.Join(", ", [.. keys, own]);
            return $"\n    WHERE _airbyte_raw_id IN (SELECT DISTINCT ON ({key}) _airbyte_raw_id FROM {Table} ORDER BY {key}, {Cursor}_airbyte_extracted_at DESC, _airbyte_raw_id DESC)";
        }
    }

    private string Cursor
    {
        get
        {
            if (View.CursorField.Count == 0) return "";
            var path = PostgresColumn.Path(View.CursorField);
            // By its type where it has one: the text of a number or of a time with an offset does not sort as it.
            var typed = Columns.FirstOrDefault(column => column.Path.SequenceEqual(View.CursorField) && column.Type is not (RawType.Text or RawType.Json));
            return $"{(typed is null ? "" : $"{PostgresColumn.Cast(typed.Type, $"(_airbyte_data #>> {path})")} DESC NULLS LAST, ")}NULLIF(_airbyte_data #> {path}, 'null'::jsonb) DESC NULLS LAST, ";
        }
    }

    /// <summary>The columns that a comment describes; none where it is not one of ours.</summary>
    public static IReadOnlyList<PublishedColumn> Described(string? comment)
    {
        try
        {
            return comment is null ? [] : JsonSerializer.Deserialize<Description>(comment)?.Columns ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private sealed record Description(IReadOnlyList<PublishedColumn> Columns, bool NewestByKey, IReadOnlyList<IReadOnlyList<string>> PrimaryKey, IReadOnlyList<string> CursorField);
}

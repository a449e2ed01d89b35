namespace ControlPlane.Warehouses;

/// <summary>What of a RAW table's records is shown as columns; the columns that every record carries (<c>_airbyte_raw_id</c> and so on) come on top.</summary>
/// <param name="Table">The table in RAW, see <see cref="WarehouseNames.RawTable"/>.</param>
/// <param name="Columns">In the order of the view, where new ones come last once it exists. Names that are too long for the engine or would be the same there are made distinct.</param>
/// <param name="NewestByKey">Of the records with the same primary key only the newest is shown: the greatest cursor, then the latest extraction. Without a key, all are.</param>
/// <param name="PrimaryKey">Paths into a record. A record that lacks all of them counts as a record of its own.</param>
/// <param name="CursorField">Path into a record; empty where there is no cursor.</param>
public sealed record RawView(
    string Table, IReadOnlyList<RawColumn> Columns, bool NewestByKey, IReadOnlyList<IReadOnlyList<string>> PrimaryKey, IReadOnlyList<string> CursorField);

/// <param name="Path">Where in the record the value is. Several columns may show one value, each as another type.</param>
public sealed record RawColumn(string Name, IReadOnlyList<string> Path, RawType Type);

public enum RawType
{
    Boolean,

#pragma warning disable CA1720 // The word of JSON Schema, and no .NET type.
    /// <summary>A whole number, as large as the engine's largest exact type takes.</summary>
    Integer,
#pragma warning restore CA1720

    /// <summary>A number with all its digits where the engine has such a type, else a double.</summary>
    Number,

    /// <summary>A text as it is; any other value as its JSON.</summary>
    Text,

    Date,

    /// <summary>A date and time as written, without an offset.</summary>
    Timestamp,

    /// <summary>A point in time; one that is written without an offset is UTC.</summary>
    TimestampTz,

    /// <summary>The value as JSON, objects and arrays included.</summary>
    Json,
}

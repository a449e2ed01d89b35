namespace ControlPlane.Activation.Marts;

/// <summary>A column as the catalog describes it.</summary>
/// <param name="Type">The engine's name of the type, from its catalog: safe to put into a statement.</param>
internal sealed record MartColumn(string Name, string Type, bool Nullable)
{
    public ColumnKind Kind => Type switch
    {
        "boolean" => ColumnKind.Boolean,
        "smallint" or "integer" or "bigint" or "numeric" or "real" or "double precision" => ColumnKind.Number,
        "timestamp without time zone" => ColumnKind.Timestamp,
        "timestamp with time zone" => ColumnKind.TimestampTz,
        "json" or "jsonb" or "ARRAY" or "USER-DEFINED" => ColumnKind.Json,
        _ => ColumnKind.Text,
    };

    /// <summary>The type that a value from outside is cast to, to be compared with the column; null: the column's text is compared.</summary>
    public string? ComparableType => Type switch
    {
        "boolean" or "smallint" or "integer" or "bigint" or "numeric" or "real" or "double precision" => Type,
        "timestamp without time zone" or "timestamp with time zone" or "date" or "uuid" or "interval" => Type,
        "time without time zone" or "time with time zone" => Type,
        _ => null,
    };

    /// <summary>The column as text, exact: what is read of a mart. JSON comes on one line.</summary>
    public string TextExpression(string quoted) => Type is "ARRAY" or "USER-DEFINED" or "json" ? $"CAST(to_jsonb({quoted}) AS text)" : $"CAST({quoted} AS text)";
}

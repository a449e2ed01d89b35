using ControlPlane.Warehouses.Views;

namespace ControlPlane.Warehouses.Postgres.Views;

/// <summary>How PostgreSQL shows a value of a record as a type without ever failing: what would not cast is kept away from the cast.</summary>
internal static class PostgresColumn
{
    // Version 15 cannot ask whether a text would cast, so its form is checked here; every text of the form casts, once its day is checked too.
    private const string Day = @"(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])";
    // The server refuses a moment of more than some 150 characters; nobody measures this finely.
    private const string Time = @"([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)([.]\d{1,32})?)?";
    private const string Offset = @"\s?(Z|z|[+-](0\d|1[0-4])(:?[0-5]\d)?)";
    private const string AnyNumber = @"^[+-]?(\d+([.]\d*)?|[.]\d+)([eE][+-]?\d{1,3})?$";
    private const int MostDigits = 4000;

    public static string TypeName(RawType type) => type switch
    {
        RawType.Boolean => "boolean",
        RawType.Integer or RawType.Number => "numeric",
        RawType.Text => "text",
        RawType.Date => "date",
        RawType.Timestamp => "timestamp without time zone",
        RawType.TimestampTz => "timestamp with time zone",
        _ => "jsonb",
    };

    /// <summary>What is taken out of a record, once; <see cref="Cast"/> may name it several times.</summary>
    public static string Extract(PublishedColumn column) => $"_airbyte_data {(column.Type == RawType.Json ? "#>" : "#>>")} {Path(column.Path)}";

    /// <param name="value">The name of what <see cref="Extract"/> has found.</param>
    public static string Cast(RawType type, string value) => type switch
    {
        RawType.Boolean => $"CASE lower({value}) WHEN 'true' THEN true WHEN 'false' THEN false END",
        RawType.Integer => $"CASE WHEN {Number(value)} THEN CASE WHEN {value}::numeric = trunc({value}::numeric) THEN trunc({value}::numeric) END END",
        RawType.Number => $"CASE WHEN {Number(value)} THEN {value}::numeric END",
        RawType.Text => value,
        RawType.Date => Dated(value, "", $"{value}::date"),
        RawType.Timestamp => Dated(value, $"([T ]{Time}({Offset})?)?", $"substring({value} FROM '^.{{10}}(?:[T ][0-9:.]+)?')::timestamp"),
        // Without an offset it is UTC, whatever the session's time zone.
        RawType.TimestampTz => Dated(value, $"([T ]{Time}({Offset})?)?", $"({value} || CASE WHEN {value} ~ '[T ].*[Zz+-]' THEN '' WHEN length({value}) = 10 THEN ' 00:00Z' ELSE 'Z' END)::timestamptz"),
        _ => $"NULLIF({value}, 'null'::jsonb)",
    };

    /// <summary>A path into a record as a constant.</summary>
    public static string Path(IReadOnlyList<string> path) => $"ARRAY[{string.Join(", ", path.Select(Literal))}]::text[]";

    public static string Literal(string text)
    {
        var quoted = text.Replace("\0", "", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);
        return quoted.Contains('\\', StringComparison.Ordinal) ? $"E'{quoted.Replace("\\", "\\\\", StringComparison.Ordinal)}'" : $"'{quoted}'";
    }

    private static string Number(string value) => $"length({value}) <= {MostDigits} AND {value} ~ '{AnyNumber}'";

    /// <summary>Two conditions one in the other, since the second is only safe when the first holds.</summary>
    private static string Dated(string value, string rest, string cast) =>
        $"CASE WHEN {value} ~ '^{Day}{rest}$' THEN CASE WHEN substr({value}, 9, 2) <= to_char((substr({value}, 1, 8) || '01')::date + interval '1 month -1 day', 'DD') THEN {cast} END END";
}

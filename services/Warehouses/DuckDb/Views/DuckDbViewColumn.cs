using ControlPlane.DuckDb;
using ControlPlane.Warehouses.Views;

namespace ControlPlane.Warehouses.DuckDb.Views;

/// <summary>How DuckDB shows a value of a record as a type; what does not cast is null.</summary>
internal static class DuckDbViewColumn
{
    private const string Day = @"\d{4}-\d{2}-\d{2}";
    private const string Moment = Day + @"([T ]([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)([.]\d{1,32})?)?(\s?(Z|z|[+-](0\d|1[0-4])(:?[0-5]\d)?))?)?";

    public static string Extract(PublishedColumn column) => $"_airbyte_data {(column.Type == RawType.Json ? "->" : "->>")} {Path(column.Path)}";

    /// <param name="value">The name of what <see cref="Extract"/> has found.</param>
    public static string Cast(RawType type, string value) => type switch
    {
        RawType.Boolean => $"CASE lower({value}) WHEN 'true' THEN true WHEN 'false' THEN false END",
        // A cast would round what is no whole number.
        RawType.Integer => $"CASE WHEN regexp_full_match({value}, '[+-]?\\d+') THEN TRY_CAST({value} AS HUGEINT) WHEN TRY_CAST({value} AS DOUBLE) = trunc(TRY_CAST({value} AS DOUBLE)) THEN TRY_CAST(TRY_CAST({value} AS DOUBLE) AS HUGEINT) END",
        RawType.Number => $"CASE WHEN isfinite(TRY_CAST({value} AS DOUBLE)) THEN TRY_CAST({value} AS DOUBLE) END",
        RawType.Text => value,
        RawType.Date => $"CASE WHEN regexp_full_match({value}, '{Day}') THEN TRY_CAST({value} AS DATE) END",
        RawType.Timestamp => $"CASE WHEN regexp_full_match({value}, '{Moment}') THEN TRY_CAST({Whole(value)} AS TIMESTAMP){Leap(value)} END",
        // Without an offset it is UTC. What DuckDB wants of one is hours and minutes.
        RawType.TimestampTz => $"CASE WHEN regexp_full_match({value}, '{Moment}') THEN ((TRY_CAST({Whole(value)} AS TIMESTAMP){Leap(value)}) AT TIME ZONE 'UTC') - {Offset(value)} END",
        _ => $"CASE WHEN json_type({value}) <> 'NULL' THEN {value} END",
    };

    /// <summary>A path into a record as a constant: a JSON pointer, which takes any key.</summary>
    public static string Path(IReadOnlyList<string> path) =>
        DuckDbIdentifier.Literal(string.Concat(path.Select(key => $"/{key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}")));

    /// <summary>Day and time without offset, with seconds; the leap second as the one before it.</summary>
    private static string Whole(string value) =>
        $"(substr({value}, 1, 10) || ' ' || CASE WHEN length({value}) = 10 THEN '00:00:00' ELSE substr({value}, 12, 5) || COALESCE(NULLIF(regexp_replace(regexp_extract({value}, '^.{{16}}(:\\d{{2}}([.]\\d+)?)', 1), '^:60', ':59'), ''), ':00') END)";

    private static string Leap(string value) => $" + CASE WHEN substr({value}, 17, 3) = ':60' THEN INTERVAL 1 SECOND ELSE INTERVAL 0 SECOND END";

    private static string Offset(string value)
    {
        var sign = $"CASE WHEN regexp_extract({value}, '[T ].*([+-])', 1) = '-' THEN -1 ELSE 1 END";
        var hours = $"COALESCE(TRY_CAST(regexp_extract({value}, '[T ].*[+-](\\d{{2}})', 1) AS INTEGER), 0)";
        var minutes = $"COALESCE(TRY_CAST(regexp_extract({value}, '[T ].*[+-]\\d{{2}}:?(\\d{{2}})$', 1) AS INTEGER), 0)";
        return $"to_minutes(({sign}) * ({hours} * 60 + {minutes}))";
    }
}

namespace ControlPlane.Models.Adapters.Postgres;

/// <summary>The server's built-in types by their fixed ids.</summary>
internal static class PostgresTypes
{
    private static readonly Dictionary<uint, string> Names = new()
    {
        [16] = "boolean", [17] = "bytea", [18] = "\"char\"", [19] = "name", [20] = "bigint", [21] = "smallint", [23] = "integer", [25] = "text", [26] = "oid",
        [114] = "json", [142] = "xml", [700] = "real", [701] = "double precision", [790] = "money", [869] = "inet", [1042] = "character", [1043] = "character varying",
        [1082] = "date", [1083] = "time without time zone", [1114] = "timestamp without time zone", [1184] = "timestamp with time zone", [1186] = "interval",
        [1266] = "time with time zone", [1560] = "bit", [1700] = "numeric", [2950] = "uuid", [3802] = "jsonb", [705] = "unknown",
        [1000] = "boolean[]", [1005] = "smallint[]", [1007] = "integer[]", [1009] = "text[]", [1015] = "character varying[]", [1016] = "bigint[]", [1021] = "real[]",
        [1022] = "double precision[]", [1115] = "timestamp without time zone[]", [1182] = "date[]", [1185] = "timestamp with time zone[]", [1231] = "numeric[]", [2951] = "uuid[]",
    };

    public static string Name(uint id) => Names.GetValueOrDefault(id, "user-defined");

    /// <summary>The families that a contract's columns are compared by, named as the reference's driver does.</summary>
    public static string DriverName(string type) => type switch
    {
        "boolean" => "BOOLEAN",
        "smallint" or "integer" or "oid" => "INTEGER",
        "bigint" => "LONGINTEGER",
        "real" or "double precision" => "FLOAT",
        "numeric" => "DECIMAL",
        "date" => "DATE",
        "time without time zone" or "time with time zone" => "TIME",
        "timestamp without time zone" => "DATETIME",
        "timestamp with time zone" => "DATETIMETZ",
        "interval" => "INTERVAL",
        "bytea" => "BINARY",
        "uuid" => "UUID",
        "json" => "JSON",
        "jsonb" => "JSONB",
        "text[]" or "character varying[]" => "STRINGARRAY",
        "integer[]" or "smallint[]" => "INTEGERARRAY",
        "bigint[]" => "LONGINTEGERARRAY",
        "boolean[]" => "BOOLEANARRAY",
        "numeric[]" => "DECIMALARRAY",
        "real[]" or "double precision[]" => "FLOATARRAY",
        "date[]" => "DATEARRAY",
        "timestamp without time zone[]" => "DATETIMEARRAY",
        "timestamp with time zone[]" => "DATETIMETZARRAY",
        "uuid[]" => "UUIDARRAY",
        "text" or "character varying" or "character" or "name" or "\"char\"" => "STRING",
        _ => "UNKNOWN",
    };
}

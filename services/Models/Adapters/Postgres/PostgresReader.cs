using System.Globalization;
using System.Numerics;
using System.Text;
using ControlPlane.Templating.Values;
using Npgsql;

namespace ControlPlane.Models.Adapters.Postgres;

/// <summary>Rows that the server sent as text.</summary>
internal static class PostgresReader
{
    private static readonly string[] Times = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFF"];
    private static readonly string[] ZonedTimes = ["yyyy-MM-dd HH:mm:sszz", "yyyy-MM-dd HH:mm:ss.FFFFFFzz", "yyyy-MM-dd HH:mm:sszzz", "yyyy-MM-dd HH:mm:ss.FFFFFFzzz"];

    public static ResultTable Read(NpgsqlDataReader reader, int? limit, ResultLimits.Count count)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var columns = Enumerable.Range(0, reader.FieldCount).Select(index => new ResultColumn(Unique(names, reader.GetName(index)), PostgresTypes.Name(reader.GetDataTypeOID(index)))).ToList();
        var rows = new List<object?[]>();
        while ((limit is null || rows.Count < limit) && reader.Read())
        {
            var row = new object?[columns.Count];
            for (var i = 0; i < row.Length; i++) row[i] = reader.IsDBNull(i) ? null : Value(reader.GetString(i), columns[i].DataType);
            count.Add(row);
            rows.Add(row);
        }
        return new ResultTable(columns, rows);
    }

    private static string Unique(HashSet<string> names, string name)
    {
        var unique = name;
        for (var number = 2; !names.Add(unique); number++) unique = $"{name}_{number}";
        return unique;
    }

    private static object Value(string text, string type) => type switch
    {
        "boolean" => text == "t",
        "smallint" or "integer" or "bigint" or "oid" => long.Parse(text, CultureInfo.InvariantCulture),
        "real" or "double precision" => Float(text),
        "numeric" => Number(text),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : text,
        "timestamp without time zone" => DateTime.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : text,
        "timestamp with time zone" => DateTimeOffset.TryParseExact(text, ZonedTimes, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : text,
        _ when type.EndsWith("[]", StringComparison.Ordinal) => Json(text, type[..^2]),
        _ => text,
    };

    /// <summary>With a point, as the value of a float is printed.</summary>
    private static object Float(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
        ? decimal.TryParse(PythonText.Repr(number), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && (exact != 0 || number == 0) ? exact : number
        : text switch { "NaN" => double.NaN, "Infinity" => double.PositiveInfinity, _ => double.NegativeInfinity };

    private static object Number(string text) =>
        text.Length <= 28 && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var other) ? other : text;

    /// <summary>An array as JSON, as templates see lists of a result.</summary>
    private static string Json(string array, string type)
    {
        var place = 0;
        var result = new StringBuilder();
        Append(array, ref place, type, result);
        return result.ToString();
    }

    private static void Append(string text, ref int place, string type, StringBuilder result)
    {
        if (place >= text.Length || text[place] != '{')
        {
            result.Append(Item(Element(text, ref place, out var quoted), quoted, type));
            return;
        }
        result.Append('[');
        for (place++; place < text.Length && text[place] != '}';)
        {
            Append(text, ref place, type, result);
            if (place >= text.Length || text[place] != ',') continue;
            result.Append(", ");
            place++;
        }
        place++;
        result.Append(']');
    }

    private static string Element(string text, ref int place, out bool quoted)
    {
        var element = new StringBuilder();
        quoted = place < text.Length && text[place] == '"';
        if (quoted) place++;
        for (; place < text.Length && (quoted ? text[place] != '"' : text[place] is not (',' or '}')); place++)
        {
            if (quoted && text[place] == '\\') place++;
            element.Append(text[place]);
        }
        if (quoted) place++;
        return element.ToString();
    }

    private static string Item(string text, bool quoted, string type) => !quoted && text == "NULL" ? "null" : type switch
    {
        "boolean" => text == "t" ? "true" : "false",
        "smallint" or "integer" or "bigint" or "real" or "double precision" or "numeric" => text,
        _ => System.Text.Json.JsonSerializer.Serialize(text),
    };
}

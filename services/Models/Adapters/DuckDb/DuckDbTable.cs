using System.Globalization;
using System.Numerics;
using ControlPlane.DuckDb.Native;
using ControlPlane.DuckDb.Reading;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Adapters.DuckDb;

/// <summary>Rows as templates use them.</summary>
internal static class DuckDbTable
{
    public static ResultTable Read(DuckDbRows rows, int? limit, ResultLimits.Count count)
    {
        var columns = Columns(rows.Columns);
        var read = new List<object?[]>();
        while ((limit is null || read.Count < limit) && rows.Next() is { } chunk)
        {
            for (var row = 0; row < chunk.Rows && (limit is null || read.Count < limit); row++)
            {
                var values = new object?[columns.Count];
                for (var i = 0; i < values.Length; i++) values[i] = chunk.IsNull(row, i) ? null : Value(chunk.Value(row, i), rows.Columns[i].Type);
                count.Add(values);
                read.Add(values);
            }
        }
        return new ResultTable(columns, read);
    }

    private static List<ResultColumn> Columns(IReadOnlyList<DuckDbColumn> columns)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. columns.Select(column =>
        {
            var unique = column.Name;
            for (var number = 2; !names.Add(unique); number++) unique = $"{column.Name}_{number}";
            return new ResultColumn(unique, Name(column));
        })];
    }

    private static object Value(object value, DuckDbType type) => value switch
    {
        short number => (long)number,
        int number => (long)number,
        float number => Float(number, number.ToString("R", CultureInfo.InvariantCulture)),
        double number => Float(number, PythonText.Repr(number)),
        decimal number when type != DuckDbType.Decimal => number is >= long.MinValue and <= long.MaxValue ? (object)(long)number : new BigInteger(number),
        DateTime { Kind: DateTimeKind.Utc } moment => new DateTimeOffset(moment),
        TimeOnly time => time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "HH:mm:ss" : "HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        Guid id => id.ToString(),
        byte[] data => Convert.ToHexStringLower(data),
        _ => value,
    };

    /// <summary>Exact as it is printed, with a point.</summary>
    private static object Float(double number, string text)
    {
        if (!double.IsFinite(number) || !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) || (exact == 0 && number != 0)) return number;
        return exact.Scale == 0 && !text.Contains('E', StringComparison.OrdinalIgnoreCase) ? exact * 1.0m : exact;
    }

    private static string Name(DuckDbColumn column) => column.Type switch
    {
        DuckDbType.Text => "VARCHAR",
        DuckDbType.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        DuckDbType.Null => "INTEGER",
        var type => type.ToString().ToUpperInvariant(),
    };
}

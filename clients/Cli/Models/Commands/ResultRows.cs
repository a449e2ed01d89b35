using System.Globalization;
using ControlPlane.Models.Adapters;
using ControlPlane.Templating.Values;

namespace ControlPlane.Cli.Models.Commands;

/// <summary>Rows as they go into JSON: numbers and truths as such, times as ISO text.</summary>
internal static class ResultRows
{
    public static List<object?> Of(ResultTable table) =>
        [.. table.Rows.Select(row => table.Columns.Select((column, i) => (column.Name, Value: Value(row[i]))).ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal))];

    private static object? Value(object? value) => value switch
    {
        null or bool or long => value,
        int number => (long)number,
        decimal number => (double)number,
        double number when double.IsFinite(number) => number,
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => PythonText.Str(value),
    };
}

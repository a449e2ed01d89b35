using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Models.Adapters;

namespace ControlPlane.Cli.Models.Commands;

/// <summary>Rows as JSON objects: numbers and truths as such, times as ISO text.</summary>
internal static class ResultRows
{
    public static JsonArray Of(ResultTable table) => [.. table.Rows.Select(row => (JsonNode)new JsonObject(table.Columns.Select((column, i) => KeyValuePair.Create(column.Name, Value(row[i])))))];

    private static JsonNode? Value(object? value) => value switch
    {
        null => null,
        bool flag => flag,
        long number => number,
        int number => number,
        decimal number when decimal.Truncate(number) != number => (double)number,
        decimal number => number,
        double number when double.IsFinite(number) => number,
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}

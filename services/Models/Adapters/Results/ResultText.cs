namespace ControlPlane.Models.Adapters;

/// <summary>A table drawn with characters, each line ended.</summary>
internal static class ResultText
{
    public static string Grid(IReadOnlyList<string> header, IReadOnlyList<string[]> rows, IReadOnlyList<bool> right)
    {
        var widths = Widths(header, rows);
        return string.Concat([Row(header, widths, right), $"| {string.Join(" | ", widths.Select(width => new string('-', width)))} |\n", .. rows.Select(row => Row(row, widths, right))]);
    }

    public static IReadOnlyList<int> Widths(IReadOnlyList<string> header, IReadOnlyList<string[]> rows) =>
        [.. header.Select((name, column) => rows.Select(row => row[column].Length).Append(name.Length).Max())];

    public static string Row(IReadOnlyList<string> cells, IReadOnlyList<int> widths, IReadOnlyList<bool> right) =>
        $"| {string.Join(" | ", cells.Select((cell, column) => right[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])))} |\n";
}

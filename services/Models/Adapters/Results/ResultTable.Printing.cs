using System.Globalization;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Adapters;

public sealed partial class ResultTable
{
    private const string Truncated = "...";

    /// <summary>The table as text, as <c>print_table</c> writes it; null for no limit.</summary>
    public string ToText(int? maxRows = 20, int? maxColumns = 6, int? maxColumnWidth = 20, int maxDecimals = 3)
    {
        var shown = Math.Min(maxColumns ?? Columns.Count, Columns.Count);
        var rows = Rows.Take(maxRows ?? Rows.Count).ToList();
        var formats = Enumerable.Range(0, shown).Select(column => KindOf(column) == ValueKind.Number ? NumberFormat(rows.Select(row => row[column]), maxDecimals) : null).ToList();
        List<string> header = [.. Names.Take(shown).Select(Cut)];
        if (shown < Columns.Count) header.Add(Truncated);
        var cells = rows.Select(row => (string[])[.. Enumerable.Range(0, header.Count).Select(column => column < shown ? Cut(Cell(row[column], formats[column])) : Truncated)]).ToList();
        var right = header.Select((_, column) => column < shown && KindOf(column) != ValueKind.Text).ToList();
        var grid = ResultText.Grid(header, cells, right);
        return rows.Count < Rows.Count ? grid + ResultText.Row([.. header.Select(_ => Truncated)], ResultText.Widths(header, cells), right) : grid;

        string Cut(string text) => maxColumnWidth is { } width && text.Length > width ? text[..(width - Truncated.Length)] + Truncated : text;
    }

    private static string Cell(object? value, string? format) => value switch
    {
        null => "",
        decimal number when format is not null => number.ToString(format, CultureInfo.InvariantCulture),
        double number when format is not null && double.IsFinite(number) => number.ToString(format, CultureInfo.InvariantCulture),
        long number when format is not null => number.ToString(format, CultureInfo.InvariantCulture),
        _ => PythonText.Str(value),
    };

    /// <summary>As many decimals as the values need, with a mark when that is more than are shown.</summary>
    private static string NumberFormat(IEnumerable<object?> values, int maxDecimals)
    {
        var places = values.Select(Decimals).DefaultIfEmpty(0).Max();
        return $"#,##0.{new string('0', Math.Min(places, maxDecimals))}{(places > maxDecimals ? "…" : "")}";
    }

    /// <summary>Digits after the point without zeros at the end.</summary>
    internal static int Decimals(object? value)
    {
        var text = value switch
        {
            decimal number => number.ToString(CultureInfo.InvariantCulture),
            double number when double.IsFinite(number) => number.ToString("F15", CultureInfo.InvariantCulture),
            _ => "",
        };
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : text[(point + 1)..].TrimEnd('0').Length;
    }

    private object? Print(TemplateArguments arguments) => Write(ToText(
        arguments.TryGet(0, "max_rows", out var rows) ? (int?)(rows as long?) : 20,
        arguments.TryGet(1, "max_columns", out var columns) ? (int?)(columns as long?) : 6,
        arguments.TryGet(3, "max_column_width", out var width) ? (int?)(width as long?) : 20,
        arguments.TryGet(5, "max_precision", out var decimals) ? (int?)(decimals as long?) ?? 15 : 3));
}

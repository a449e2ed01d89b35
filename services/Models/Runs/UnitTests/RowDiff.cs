using System.Globalization;
using System.Text;
using ControlPlane.Models.Adapters;

namespace ControlPlane.Models.Runs.UnitTests;

/// <summary>
/// How two tables differ, row by row, as text: <c>+++</c> only in the actual, <c>---</c> only expected, <c>→</c> changed, with the values as
/// <c>expected→actual</c>. What is the same is shown only beside a difference.
/// </summary>
internal static class RowDiff
{
    private const string Arrow = "→";
    private const string Gap = "...";

    /// <summary>Null when there is no difference. The order of rows does not count.</summary>
    public static string? Of(ResultTable expected, ResultTable actual)
    {
        var names = expected.Columns.Select(column => column.Name).ToList();
        var left = Sorted(expected);
        var right = Sorted(actual);
        var lines = Align(left, right);
        return lines.All(line => line.Mark.Length == 0) ? null : Render(names, Near(lines));
    }

    private static List<string[]> Sorted(ResultTable table) =>
    [
        .. table.Rows.Select(row => row.Select(Text).ToArray()).Order(Comparer<string[]>.Create((a, b) =>
        {
            for (var i = 0; i < a.Length; i++)
                if (Compare(a[i], b[i]) is var order and not 0) return order;
            return 0;
        })),
    ];

    private static int Compare(string a, string b) =>
        (a == "NULL", b == "NULL") switch { (true, true) => 0, (true, false) => 1, (false, true) => -1, _ => Numeric(a, b) ?? string.CompareOrdinal(a, b) };

    private static int? Numeric(string a, string b) =>
        decimal.TryParse(a, CultureInfo.InvariantCulture, out var x) && decimal.TryParse(b, CultureInfo.InvariantCulture, out var y) ? x.CompareTo(y) : null;

    /// <summary>Rows that are equal are each other's; of the others, those that share most values are.</summary>
    private static List<(string Mark, string[] Cells)> Align(List<string[]> expected, List<string[]> actual)
    {
        var free = actual.ToList();
        var partner = new string[]?[expected.Count];
        for (var i = 0; i < expected.Count; i++) partner[i] = Take(free, row => row.SequenceEqual(expected[i]));
        for (var i = 0; i < expected.Count; i++)
        {
            if (partner[i] is not null || free.Count == 0) continue;
            var best = free.MaxBy(row => Shared(row, expected[i]))!;
            if (Shared(best, expected[i]) > 0) partner[i] = Take(free, row => ReferenceEquals(row, best));
        }
        var lines = expected.Select((row, i) => partner[i] is { } other ? Changed(row, other) : ("---", row)).ToList();
        lines.AddRange(free.Select(row => ("+++", row)));
        return lines;
    }

    private static string[]? Take(List<string[]> rows, Predicate<string[]> match)
    {
        var at = rows.FindIndex(match);
        if (at < 0) return null;
        var row = rows[at];
        rows.RemoveAt(at);
        return row;
    }

    private static int Shared(string[] a, string[] b) => a.Where((value, i) => value == b[i]).Count();

    private static (string, string[]) Changed(string[] expected, string[] actual) => expected.SequenceEqual(actual)
        ? ("", expected)
        : (Arrow, [.. expected.Select((value, i) => value == actual[i] ? value : $"{value}{Arrow}{actual[i]}")]);

    private static List<(string Mark, string[] Cells)> Near(List<(string Mark, string[] Cells)> lines)
    {
        var near = new List<(string, string[])>();
        for (var i = 0; i < lines.Count; i++)
        {
            var isNear = Enumerable.Range(i - 1, 3).Any(at => at >= 0 && at < lines.Count && lines[at].Mark.Length > 0);
            if (isNear) near.Add(lines[i]);
            else if (near.Count == 0 || near[^1].Item1 != Gap) near.Add((Gap, [.. lines[i].Cells.Select(_ => Gap)]));
        }
        return near;
    }

    private static string Render(List<string> names, List<(string Mark, string[] Cells)> lines)
    {
        List<string[]> rows = [["@@", .. names], .. lines.Select(line => (string[])[line.Mark, .. line.Cells])];
        var widths = Enumerable.Range(0, names.Count + 1).Select(i => rows.Max(row => row[i].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows) text.AppendJoin(",", row.Select((cell, i) => i == row.Length - 1 ? cell : cell.PadRight(widths[i]))).Append("\r\n");
        return text.ToString();
    }

    private static string Text(object? value) => value switch
    {
        null => "NULL",
        bool flag => flag ? "True" : "False",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture),
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}

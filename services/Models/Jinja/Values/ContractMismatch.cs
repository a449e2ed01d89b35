using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Values;

/// <summary>What is said of a model whose columns are not those of its contract: a table of the columns that differ.</summary>
internal static class ContractMismatch
{
    private const int MaxWidth = 50;

    private static readonly string[] Headings = ["column_name", "definition_type", "contract_type", "mismatch_reason"];

    public static string Describe(object? contract, object? definition)
    {
        var wanted = Columns(contract);
        if (wanted.Count == 0)
            return "This model has an enforced contract, and its 'columns' specification is missing";
        return "This model has an enforced contract that failed.\n"
            + "Please ensure the name, data_type, and number of columns in your contract match the columns in your model's definition.\n\n"
            + Table([.. Differences(wanted, Columns(definition)).OrderBy(row => row[0], StringComparer.Ordinal)]);
    }

    private static IEnumerable<string[]> Differences(List<(string Name, string Type)> contract, List<(string Name, string Type)> definition)
    {
        foreach (var (name, type) in definition)
        {
            var found = contract.FindIndex(column => column.Name == name);
            if (found < 0)
                yield return [name, type, "", "missing in contract"];
            else if (contract[found].Type != type)
                yield return [name, type, contract[found].Type, "data type mismatch"];
        }

        foreach (var (name, type) in contract.Where(column => !definition.Exists(other => other.Name == column.Name)))
            yield return [name, "", type, "missing in definition"];
    }

    private static List<(string Name, string Type)> Columns(object? columns) =>
        [.. TemplateValue.Iterate(columns).OfType<IReadOnlyDictionary<string, object?>>().Select(column => (PythonText.Str(column["name"]), PythonText.Str(column["data_type"])))];

    private static string Table(List<string[]> rows)
    {
        var cells = rows.Select(row => row.Select(cell => cell.Length > MaxWidth ? $"{cell[..(MaxWidth - 3)]}..." : cell).ToArray()).ToList();
        var widths = Headings.Select((heading, index) => Math.Max(heading.Length, cells.Max(row => (int?)row[index].Length) ?? 0)).ToArray();
        var lines = cells.Select(Line).Prepend($"| {string.Join(" | ", widths.Select(width => new string('-', width)))} |").Prepend(Line(Headings));
        return string.Join('\n', lines) + "\n";

        string Line(string[] row) => $"| {string.Join(" | ", row.Select((cell, index) => cell.PadRight(widths[index])))} |";
    }
}

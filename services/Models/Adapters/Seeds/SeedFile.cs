using System.Text;
using ControlPlane.Models.Errors;

namespace ControlPlane.Models.Adapters;

/// <summary>A seed's CSV file as a table with types.</summary>
public static class SeedFile
{
    /// <param name="textColumns">Columns whose type is configured: their texts are kept as they are.</param>
    /// <param name="file">As errors name it.</param>
    /// <exception cref="ProjectInvalidException">A row does not fit the header.</exception>
    public static ResultTable Parse(string text, IReadOnlyCollection<string> textColumns, string file, string delimiter = ",")
    {
        List<string>? names = null;
        var rows = new List<string?[]>();
        var lines = new List<int>();
        foreach (var (fields, line) in SeedRecords.Read(text, delimiter.Length > 0 ? delimiter[0] : ','))
        {
            if (names is null)
            {
                names = Names(fields);
                continue;
            }
            if (fields.Length > names.Count)
            {
                throw new ProjectInvalidException(file, [new ProjectError(
                    file, line, $"Row {rows.Count} has {fields.Length} values, but Table only has {names.Count} columns.", "Put a value that holds the delimiter in double quotes, or name the missing column in the header.")]);
            }
            var row = new string?[names.Count];
            fields.CopyTo(row, 0);
            rows.Add(row);
            lines.Add(line);
        }
        return Typed(names ?? [], rows, textColumns, new(file, lines));
    }

    public static ResultTable Read(string path, IReadOnlyCollection<string> textColumns, string file, string delimiter = ",")
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        return Parse(reader.ReadToEnd(), textColumns, file, delimiter);
    }

    private static ResultTable Typed(IReadOnlyList<string> names, List<string?[]> rows, IReadOnlyCollection<string> textColumns, FileRows origin)
    {
        var columns = new List<ResultColumn>();
        var values = rows.Select(_ => new object?[names.Count]).ToList();
        for (var i = 0; i < names.Count; i++)
        {
            var texts = rows.Select(row => row[i]).ToList();
            var (kind, typed) = textColumns.Contains(names[i]) ? (ValueKind.Text, [.. texts.Select(text => SeedTypes.IsNull(text) ? null : text)]) : SeedTypes.Infer(texts);
            // 76.0 in a column of whole numbers goes into a column of integers.
            if (kind == ValueKind.Number && typed.All(value => ResultTable.Decimals(value) == 0)) typed = [.. typed.Select(value => value is decimal number ? decimal.Truncate(number) : value)];
            columns.Add(new ResultColumn(names[i], "", kind));
            for (var row = 0; row < typed.Length; row++) values[row][i] = typed[row];
        }
        return new ResultTable(columns, values) { Origin = origin };
    }

    /// <summary>A column without a name is called by its letter, one whose name is taken by a number behind it.</summary>
    private static List<string> Names(string[] header)
    {
        var names = new List<string>();
        for (var i = 0; i < header.Length; i++)
        {
            var name = header[i].Length > 0 ? header[i] : Letter(i);
            var unique = name;
            for (var number = 2; names.Contains(unique); number++) unique = $"{name}_{number}";
            names.Add(unique);
        }
        return names;
    }

    private static string Letter(int index) => new((char)('a' + (index % 26)), (index / 26) + 1);
}

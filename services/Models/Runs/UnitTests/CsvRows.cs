using System.Text;

namespace ControlPlane.Models.Runs.UnitTests;

/// <summary>Rows written as CSV in a unit test, the first line their names: every value a text, an empty one null.</summary>
internal static class CsvRows
{
    public static List<object?> Read(string text)
    {
        var lines = Lines(text.Trim()).ToList();
        if (lines.Count == 0) return [];
        return [.. lines.Skip(1).Where(line => line is not [""]).Select(line => lines[0]
            .Select((name, i) => (name, value: line.ElementAtOrDefault(i)))
            .DistinctBy(pair => pair.name, StringComparer.Ordinal)
            .ToDictionary(pair => pair.name, pair => (object?)(pair.value?.Length > 0 ? pair.value : null), StringComparer.Ordinal))];
    }

    private static IEnumerable<List<string>> Lines(string text)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (isQuoted)
            {
                if (c != '"') field.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') field.Append(text[++i]);
                else isQuoted = false;
            }
            else if (c == '"' && field.Length == 0) isQuoted = true;
            else if (c is ',' or '\n')
            {
                fields.Add(field.ToString());
                field.Clear();
                if (c == ',') continue;
                yield return fields;
                fields = [];
            }
            else if (c != '\r') field.Append(c);
        }
        if (text.Length == 0) yield break;
        fields.Add(field.ToString());
        yield return fields;
    }
}

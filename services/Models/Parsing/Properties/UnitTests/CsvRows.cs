using System.Text;

namespace ControlPlane.Models.Parsing.Properties.UnitTests;

/// <summary>Rows of a CSV text with a header, as Python's DictReader gives them, an empty value being null.</summary>
internal static class CsvRows
{
    public static List<object?> Read(string text)
    {
        var rows = new List<object?>();
        List<string>? header = null;
        foreach (var line in Lines(text))
        {
            if (line is [""]) continue;
            if (header is null)
            {
                header = line;
                continue;
            }
            var row = new Dictionary<string, object?>(StringComparer.Ordinal);
            for (var i = 0; i < header.Count; i++) row[header[i]] = i < line.Count && line[i].Length > 0 ? line[i] : null;
            rows.Add(row);
        }
        return rows;
    }

    private static IEnumerable<List<string>> Lines(string text)
    {
        var line = new List<string>();
        var value = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var each = text[i];
            if (quoted)
            {
                if (each != '"') value.Append(each);
                else if (i + 1 < text.Length && text[i + 1] == '"') value.Append(text[i++]);
                else quoted = false;
            }
            else if (each == '"' && value.Length == 0)
            {
                quoted = true;
            }
            else if (each == ',')
            {
                line.Add(value.ToString());
                value.Clear();
            }
            else if (each is '\n' or '\r')
            {
                if (each == '\r' && i + 1 < text.Length && text[i + 1] == '\n') i++;
                line.Add(value.ToString());
                value.Clear();
                yield return line;
                line = [];
            }
            else
            {
                value.Append(each);
            }
        }
        if (line.Count == 0 && value.Length == 0) yield break;
        line.Add(value.ToString());
        yield return line;
    }
}

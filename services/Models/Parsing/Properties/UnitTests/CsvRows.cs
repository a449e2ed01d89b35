using ControlPlane.Models.Adapters;

namespace ControlPlane.Models.Parsing.Properties.UnitTests;

/// <summary>Rows of a CSV text with a header, as Python's DictReader gives them, an empty value being null.</summary>
internal static class CsvRows
{
    public static List<object?> Read(string text)
    {
        var rows = new List<object?>();
        string[]? header = null;
        foreach (var (fields, _) in SeedRecords.Read(text, ','))
        {
            if (fields is [] or [""]) continue;
            if (header is null)
            {
                header = fields;
                continue;
            }
            var row = new Dictionary<string, object?>(StringComparer.Ordinal);
            for (var i = 0; i < header.Length; i++) row[header[i]] = i < fields.Length && fields[i].Length > 0 ? fields[i] : null;
            rows.Add(row);
        }
        return rows;
    }
}

using System.Text;

namespace ControlPlane.Models.Adapters;

/// <summary>
/// Records of a CSV text, a seed or rows of a unit test, as Python's reader takes them: a quote inside of a field that did not begin with one is a character, and what follows a
/// closing quote belongs to the field.
/// </summary>
internal static class SeedRecords
{
    private const char Quote = '"';

    /// <summary>Fields, and the line that the record begins on, from 1. A blank line has no fields.</summary>
    public static IEnumerable<(string[] Fields, int Line)> Read(string text, char delimiter)
    {
        var (place, line) = (0, 1);
        while (place < text.Length)
        {
            var start = line;
            yield return (Record(text, delimiter, ref place, ref line), start);
        }
    }

    private static string[] Record(string text, char delimiter, ref int place, ref int line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var (inside, any) = (false, false);
        for (; place < text.Length; place++)
        {
            var c = text[place];
            if (c == '\n') line++;
            if (inside)
            {
                if (c != Quote) field.Append(c);
                else if (place + 1 < text.Length && text[place + 1] == Quote) field.Append(text[++place]);
                else inside = false;
            }
            else if (c is '\n' or '\r')
            {
                place++;
                if (c == '\r' && place < text.Length && text[place] == '\n') (place, line) = (place + 1, line + 1);
                break;
            }
            else if (c == delimiter)
            {
                fields.Add(field.ToString());
                field.Clear();
                any = true;
            }
            else if (c == Quote && field.Length == 0) inside = any = true;
            else field.Append(c);
        }
        if (fields.Count > 0 || field.Length > 0 || any) fields.Add(field.ToString());
        return [.. fields];
    }
}

using System.Text;

namespace ControlPlane.Lineage.Sql.Syntax;

internal static class QuotedText
{
    /// <summary>Reads from the opening quote to behind the closing one; a quote is written twice inside, or with a backslash where those escape.</summary>
    public static string Read(string sql, ref int at, char quote, bool escapes)
    {
        at++;
        var start = at;
        StringBuilder? text = null;
        for (; at < sql.Length; at++)
        {
            var c = sql[at];
            if (c == quote)
            {
                if (at + 1 >= sql.Length || sql[at + 1] != quote) break;
                text ??= new StringBuilder(sql, start, at - start, Math.Max(16, at - start + 16));
                text.Append(c);
                at++;
            }
            else if (escapes && c == '\\' && at + 1 < sql.Length)
            {
                text ??= new StringBuilder(sql, start, at - start, Math.Max(16, at - start + 16));
                at++;
                text.Append(sql[at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
            }
            else
            {
                text?.Append(c);
            }
        }

        var end = at;
        at = Math.Min(at + 1, sql.Length);
        return text?.ToString() ?? sql[start..end];
    }
}

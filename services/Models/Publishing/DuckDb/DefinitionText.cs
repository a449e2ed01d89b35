using System.Text;

namespace ControlPlane.Models.Publishing.DuckDb;

/// <summary>Definitions as the catalog gives them, with other names in them. Text and comments stay as they are.</summary>
internal static class DefinitionText
{
    /// <summary>The definition with each identifier that names one of the schemas replaced.</summary>
    public static string WithSchemas(string sql, IReadOnlyDictionary<string, string> schemas)
    {
        if (schemas.Count == 0) return sql;
        var result = new StringBuilder(sql.Length);
        for (var i = 0; i < sql.Length;)
        {
            var length = TokenLength(sql, i);
            var token = sql.Substring(i, length);
            var name = Identifier(token);
            var known = name is null ? null : schemas.Keys.FirstOrDefault(schema => string.Equals(schema, name, StringComparison.OrdinalIgnoreCase));
            result.Append(known is not null && i + length < sql.Length && sql[i + length] == '.' ? Quote(schemas[known]) : token);
            i += length;
        }
        return result.ToString();
    }

    /// <summary>The definition of the relation under another name: <c>CREATE TABLE a.b(...)</c>, <c>CREATE VIEW a.b AS ...</c>, <c>CREATE INDEX i ON a.b(...)</c>.</summary>
    /// <param name="keyword">What comes before the name: <c>TABLE</c>, <c>VIEW</c> or <c>ON</c>.</param>
    public static string WithName(string sql, string keyword, string name)
    {
        var i = 0;
        while (i < sql.Length)
        {
            var length = TokenLength(sql, i);
            var isKeyword = string.Equals(sql.Substring(i, length), keyword, StringComparison.OrdinalIgnoreCase);
            i += length;
            if (isKeyword) break;
        }
        var start = i;
        while (i < sql.Length && char.IsWhiteSpace(sql[i])) i++;
        i += TokenLength(sql, i);
        while (i < sql.Length && sql[i] == '.') i += 1 + TokenLength(sql, i + 1);
        return $"{sql[..start]} {name}{sql[i..]}";
    }

    public static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string? Identifier(string token) =>
        token[0] == '"' ? token.Length > 1 ? token[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : null : char.IsLetter(token[0]) || token[0] == '_' ? token : null;

    private static int TokenLength(string sql, int start)
    {
        var first = sql[start];
        var end = start + 1;
        if (first is '"' or '\'')
        {
            while (end < sql.Length)
            {
                if (sql[end++] != first) continue;
                if (end >= sql.Length || sql[end] != first) break;
                end++;
            }
        }
        else if (char.IsLetterOrDigit(first) || first == '_')
        {
            while (end < sql.Length && (char.IsLetterOrDigit(sql[end]) || sql[end] is '_' or '$')) end++;
        }
        return end - start;
    }
}

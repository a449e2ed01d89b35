namespace ControlPlane.Models.Compilation;

/// <summary>Puts common table expressions in front of a query, before those that it has itself.</summary>
internal static class CteInjection
{
    /// <param name="sql">One query.</param>
    /// <param name="tables">Each <c> name as (...)</c>, with a blank in front.</param>
    public static string Inject(string sql, IReadOnlyCollection<string> tables)
    {
        if (tables.Count == 0)
            return sql;
        var joined = string.Join(", ", tables);
        var with = EndOfWith(sql);
        if (with >= 0)
        {
            // Behind the blanks, which are followed by the one that each table begins with.
            var rest = sql.Length - sql.AsSpan(with).TrimStart().Length;
            return $"{sql.AsSpan(0, rest)}{joined}, {sql.AsSpan(rest)}";
        }

        var start = sql.Length - sql.AsSpan().TrimStart().Length;
        return $"{sql.AsSpan(0, start)}with{joined} {sql.AsSpan(start)}";
    }

    /// <summary>Behind the query's own <c>with</c> or <c>with recursive</c>; -1 when it begins with neither.</summary>
    private static int EndOfWith(string sql)
    {
        var at = SkipBlanksAndComments(sql);
        if (!IsWord(sql, at, "with"))
            return -1;
        var end = at + 4;
        var next = end;
        while (next < sql.Length && char.IsWhiteSpace(sql[next])) next++;
        return IsWord(sql, next, "recursive") ? next + 9 : end;
    }

    private static int SkipBlanksAndComments(string sql)
    {
        var at = 0;
        while (at < sql.Length)
        {
            if (char.IsWhiteSpace(sql[at]))
                at++;
            else if (Starts(sql, at, "--") || Starts(sql, at, "# "))
                at = End(sql.IndexOf('\n', at), 1, sql);
            else if (Starts(sql, at, "/*"))
                at = End(sql.IndexOf("*/", at + 2, StringComparison.Ordinal), 2, sql);
            else
                break;
        }

        return at;
    }

    private static int End(int found, int length, string sql) => found < 0 ? sql.Length : found + length;

    private static bool Starts(string sql, int at, string text) => string.CompareOrdinal(sql, at, text, 0, text.Length) == 0;

    private static bool IsWord(string sql, int at, string word) =>
        string.Compare(sql, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
        && (at + word.Length >= sql.Length || !(char.IsLetterOrDigit(sql[at + word.Length]) || sql[at + word.Length] == '_'));
}

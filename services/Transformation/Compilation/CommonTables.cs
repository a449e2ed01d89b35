namespace ControlPlane.Transformation.Compilation;

/// <param name="Body">Its SQL without the CTEs that it needs.</param>
internal sealed record EphemeralModel(string Body, IReadOnlyList<string> Needs);

/// <summary>Puts ephemeral models before a SELECT, as dbt does: <c>with __dbt__cte__name as (...)</c>.</summary>
internal static class CommonTables
{
    public static string NameOf(string model) => $"__dbt__cte__{model}";

    public static string Prepend(string sql, IReadOnlyList<string> needs, IReadOnlyDictionary<string, EphemeralModel> ephemeral)
    {
        var ordered = new List<string>();
        foreach (var name in needs) Add(name, ephemeral, ordered);
        if (ordered.Count == 0) return sql;
        var tables = string.Join(", ", ordered.Select(name => $" {NameOf(name)} as (\n{ephemeral[name].Body}\n)"));
        var after = AfterWith(sql);
        return after < 0 ? $"with {tables} {sql}" : $"{sql[..after]}{tables}, {sql[after..]}";
    }

    private static void Add(string name, IReadOnlyDictionary<string, EphemeralModel> ephemeral, List<string> ordered)
    {
        if (ordered.Contains(name)) return;
        foreach (var needed in ephemeral[name].Needs) Add(needed, ephemeral, ordered);
        ordered.Add(name);
    }

    /// <summary>Where the CTEs of a statement that has some begin; -1 when it has none.</summary>
    private static int AfterWith(string sql)
    {
        var at = SkipBlank(sql, 0);
        if (!IsWord(sql, at, "with")) return -1;
        var next = SkipBlank(sql, at + 4);
        return IsWord(sql, next, "recursive") ? next + 9 : at + 4;
    }

    private static bool IsWord(string sql, int at, string word) =>
        string.Compare(sql, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
        && (at + word.Length == sql.Length || !(char.IsLetterOrDigit(sql[at + word.Length]) || sql[at + word.Length] == '_'));

    private static int SkipBlank(string sql, int at)
    {
        while (at < sql.Length)
        {
            if (char.IsWhiteSpace(sql[at])) at++;
            else if (sql.AsSpan(at).StartsWith("--")) at = sql.IndexOf('\n', at) is var end and >= 0 ? end : sql.Length;
            else if (sql.AsSpan(at).StartsWith("/*")) at = sql.IndexOf("*/", at + 2, StringComparison.Ordinal) is var close and >= 0 ? close + 2 : sql.Length;
            else break;
        }
        return at;
    }
}

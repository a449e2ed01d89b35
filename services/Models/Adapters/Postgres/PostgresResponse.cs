using System.Text.RegularExpressions;
using Npgsql;

namespace ControlPlane.Models.Adapters.Postgres;

/// <summary>The command tag that the server gave, which the driver keeps in parts.</summary>
internal static partial class PostgresResponse
{
    private const long NoRows = -1;

    public static AdapterResponse Of(NpgsqlBatchCommand command, string sql) => command.StatementType switch
    {
        StatementType.Select or StatementType.CreateTableAs => Counted("SELECT", (long)command.Rows),
        StatementType.Insert => new AdapterResponse($"INSERT 0 {command.Rows}", "INSERT", (long)command.Rows),
        StatementType.Update => Counted("UPDATE", (long)command.Rows),
        StatementType.Delete => Counted("DELETE", (long)command.Rows),
        StatementType.Merge => Counted("MERGE", (long)command.Rows),
        StatementType.Copy => Counted("COPY", (long)command.Rows),
        StatementType.Fetch => Counted("FETCH", (long)command.Rows),
        _ => Plain(Tag(sql)),
    };

    public static AdapterResponse Of(string sql, ResultTable table, int changed)
    {
        var tag = Tag(sql);
        return tag switch
        {
            "INSERT" => new AdapterResponse($"INSERT 0 {changed}", tag, changed),
            "UPDATE" or "DELETE" or "MERGE" => Counted(tag, changed),
            "SELECT" or "WITH" or "VALUES" or "TABLE" => Counted("SELECT", table.Count),
            _ => Plain(tag),
        };
    }

    /// <summary><c>CREATE VIEW</c> of <c>create or replace temporary view ...</c></summary>
    public static string Tag(string sql)
    {
        var words = Words().Matches(Comments().Replace(sql, " ")).Take(6).Select(match => match.Value.ToUpperInvariant()).Where(word => word is not ("OR" or "REPLACE" or "TEMP" or "TEMPORARY" or "UNLOGGED" or "UNIQUE" or "GLOBAL" or "LOCAL" or "RECURSIVE")).ToList();
        return words switch
        {
            [] => "",
            ["CREATE" or "ALTER" or "DROP" or "REFRESH", "MATERIALIZED", ..] => $"{words[0]} MATERIALIZED VIEW",
            ["CREATE" or "ALTER" or "DROP", var kind, ..] => $"{words[0]} {kind}",
            ["TRUNCATE", ..] => "TRUNCATE TABLE",
            _ => words[0],
        };
    }

    private static AdapterResponse Counted(string code, long rows) => new($"{code} {rows}", code, rows);

    private static AdapterResponse Plain(string tag) => new(tag, tag, NoRows);

    [GeneratedRegex(@"[A-Za-z_]+")]
    private static partial Regex Words();

    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comments();
}

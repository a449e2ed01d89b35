using System.Text.RegularExpressions;
using ControlPlane.DuckDb.Native;

namespace ControlPlane.DuckDb.Reading;

/// <summary>
/// What SQL of somebody else's may do. The engine has no roles, so it is judged before it runs: by the kinds of its statements as the engine itself reads them,
/// and by the functions that it must not even name, since a query may call them.
/// </summary>
internal sealed partial class StatementRights
{
    private readonly string _refusal;
    private readonly HashSet<DuckDbStatement> _kinds;

    private StatementRights(string refusal, params HashSet<DuckDbStatement> kinds) => (_refusal, _kinds) = (refusal, kinds);

    /// <summary>Not EXPLAIN either: with ANALYZE it runs what it explains.</summary>
    public static StatementRights Reader { get; } = new("this role may only read", DuckDbStatement.Select, DuckDbStatement.Transaction);

    /// <summary>Within a transaction that changes nothing, and cannot be ended.</summary>
    public static StatementRights Query { get; } = new("this session may only run queries", DuckDbStatement.Select);

    /// <summary>Relations of the database it is in. Prepared statements could be any.</summary>
    public static StatementRights Models { get; } = new(
        "models may read, create, change and drop relations; COPY, EXPORT, ATTACH, LOAD, SET, PRAGMA, CALL, CHECKPOINT, PREPARE and EXPLAIN are refused. Files are written by the materialization 'external'",
        DuckDbStatement.Select, DuckDbStatement.Insert, DuckDbStatement.Update, DuckDbStatement.Delete, DuckDbStatement.Merge, DuckDbStatement.Create, DuckDbStatement.Alter, DuckDbStatement.Drop,
        DuckDbStatement.Transaction, DuckDbStatement.Analyze, DuckDbStatement.Vacuum);

    /// <exception cref="DuckDbException">The statement is of another kind.</exception>
    public void Check(DuckDbStatement kind)
    {
        if (!_kinds.Contains(kind)) throw new DuckDbException($"Permission Error: {_refusal}");
    }

    /// <exception cref="DuckDbException">It names what changes the engine for all of its sessions, or runs a text that nobody has looked at.</exception>
    public static void CheckFunctions(string sql)
    {
        if (Functions().Match(sql) is { Success: true } match)
            throw new DuckDbException($"Permission Error: '{match.Groups["name"].Value}' cannot be used here: it changes the engine's own settings, or runs a text that cannot be looked at. Leave it out, as a name of anything else too");
    }

    // A comment may stand before the bracket, and an invisible character. An export makes its folder before its kind is known.
    [GeneratedRegex(
        """(?<name>(?:enable|disable)_(?:logging|profiling|profile|peg_parser)|truncate_duckdb_logs|json_execute_serialized_sql|arrow_scan\w*|(?<!\w)export[\s\p{Z}\p{Cf}]+database(?!\w)|(?<![\w$])(?:query|seq_scan)(?="?[\s\p{Z}\p{Cf}]*(?:\(|/\*|--)))""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Functions();
}

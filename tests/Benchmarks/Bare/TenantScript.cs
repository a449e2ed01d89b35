using System.Text.RegularExpressions;

namespace ControlPlane.Benchmarks.Bare;

/// <summary>
/// The statements that make one tenant, as the server's log shows that the product sent them: so that <c>psql</c> is given exactly the
/// same. The placeholder stands for the upper-case name of client and environment.
/// </summary>
internal sealed partial record TenantScript(string Text, int Statements)
{
    public const string Placeholder = "{TENANT}";

    /// <summary>Has the log show every statement that defines something, with the database it was sent to.</summary>
    public static string LogOn => "ALTER SYSTEM SET log_statement = 'ddl'; ALTER SYSTEM SET log_line_prefix = '~%d~ '; SELECT pg_reload_conf()".Replace("; ", "\n", StringComparison.Ordinal);

    public static string LogOff => "ALTER SYSTEM RESET ALL\nSELECT pg_reload_conf()";

    /// <param name="log">All of the server's log.</param>
    /// <param name="prefix">Client and environment of the tenant, upper case: <c>PROBE_DEV</c>.</param>
    public static TenantScript Read(string log, string prefix)
    {
        var found = Statement().Matches(log).Select(match => (Database: match.Groups["database"].Value, Sql: match.Groups["sql"].Value.Replace("\n\t", "\n", StringComparison.Ordinal).Trim()))
            .Where(statement => statement.Sql.Contains(prefix, StringComparison.Ordinal) || statement.Database == $"{prefix}_RAW").ToList();
        var outside = found.Where(statement => statement.Database != $"{prefix}_RAW").Select(statement => statement.Sql).ToList();
        var create = outside.Single(sql => sql.StartsWith("CREATE DATABASE", StringComparison.Ordinal));
        var inside = found.Where(statement => statement.Database == $"{prefix}_RAW").Select(statement => statement.Sql).ToList();
        // As in the product: roles in one transaction, the database by itself, its contents in one transaction.
        string[] lines = ["BEGIN", .. outside.Where(sql => sql != create), "COMMIT", create, $"\\connect \"{prefix}_RAW\"", "BEGIN", .. inside, "COMMIT"];
        var text = string.Concat(lines.Select(line => line.StartsWith('\\') ? $"{line}\n" : $"{line};\n"));
        return new TenantScript(text.Replace(prefix, Placeholder, StringComparison.Ordinal), found.Count);
    }

    public string For(string prefix) => Text.Replace(Placeholder, prefix, StringComparison.Ordinal);

    [GeneratedRegex(@"^~(?<database>[^~]*)~ LOG:  (?:execute [^:]*|statement): (?<sql>.*(?:\n\t.*)*)", RegexOptions.Multiline)]
    private static partial Regex Statement();
}

using ControlPlane.Lineage.Sql;

namespace ControlPlane.Lineage.Tests.Sql;

/// <summary>
/// Lineage as text: <c>name: relation.column HOW, …</c> for each column with <c> | </c> between, IDENTITY left out; then what decides the rows
/// behind ROWS, and problems behind PROBLEM.
/// </summary>
internal static class Shown
{
    private static readonly Dictionary<string, string[]> Schemas = new(StringComparer.OrdinalIgnoreCase)
    {
        ["customers"] = ["id", "first_name", "last_name", "email", "created_at"],
        ["orders"] = ["id", "customer_id", "status", "amount", "ordered_at"],
        ["payments"] = ["id", "order_id", "method", "amount"],
        ["events"] = ["id", "user_id", "payload", "tags", "happened_at"],
        ["shop.orders"] = ["id", "total"],
        ["sales/2024.parquet"] = ["day", "revenue"],
        ["a"] = ["id", "x"],
        ["b"] = ["id", "y"],
        ["c"] = ["id", "z"],
    };

    public static IReadOnlyList<string>? Schema(RelationName relation) => Schemas.GetValueOrDefault(relation.ToString());

    public static string Postgres(string sql) => Show(ColumnLineage.Of(sql, SqlDialect.PostgreSql, Schema));

    public static string DuckDb(string sql) => Show(ColumnLineage.Of(sql, SqlDialect.DuckDb, Schema));

    public static string Show(ColumnLineage lineage)
    {
        IEnumerable<string> parts =
        [
            .. lineage.Columns.Select(c => $"{c.Name}:{(c.Origins.Count > 0 ? " " : "")}{Show(c.Origins)}"),
            .. lineage.Rows.Count > 0 ? [$"ROWS {Show(lineage.Rows)}"] : Array.Empty<string>(),
            .. lineage.Problems.Select(p => $"PROBLEM {p}"),
        ];
        return string.Join(" | ", parts);
    }

    private static string Show(IReadOnlyList<ColumnOrigin> origins) => string.Join(", ", origins.Select(o => $"{o.Relation}.{o.Column}{Show(o.Influences)}"));

    private static string Show(Influences influences) =>
        influences == Influences.Identity ? "" : $" {influences.ToString().Replace(", ", "+", StringComparison.Ordinal).ToUpperInvariant().Replace("GROUPBY", "GROUP_BY", StringComparison.Ordinal)}";
}

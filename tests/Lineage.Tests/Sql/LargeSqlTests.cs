using System.Globalization;
using System.Text;
using ControlPlane.Lineage.Sql;

namespace ControlPlane.Lineage.Tests.Sql;

/// <summary>Sizes that would overflow a stack or take minutes if anything were quadratic; a test that hangs is ended by its time-out.</summary>
public sealed class LargeSqlTests
{
    [Theory]
    [InlineData("(", ")")]
    [InlineData("coalesce(", ", 1)")]
    [InlineData("case when true then ", " end")]
    [InlineData("- ", "")]
    [InlineData("[", "]")]
    [InlineData("(select ", " )")]
    [InlineData("cast(", " as int)")]
    [InlineData("case when true then 1 else ", " end")]
    public void An_expression_may_nest_5000_deep(string open, string close)
    {
        var sql = $"select {string.Concat(Enumerable.Repeat(open, 5000))}x{string.Concat(Enumerable.Repeat(close, 5000))} as v from a";
        var lineage = ColumnLineage.Of(sql, SqlDialect.DuckDb, Shown.Schema);
        lineage.Problems.ShouldBeEmpty();
        lineage.Columns.Single().Origins.Single().Column.ShouldBe("x");
    }

    [Fact]
    public void Subqueries_may_nest_5000_deep_in_from()
    {
        var sql = $"{string.Concat(Enumerable.Repeat("select x from (", 5000))}select x from a{string.Concat(Enumerable.Range(0, 5000).Select(i => $") s{i}"))}";
        ColumnLineage.Of(sql, SqlDialect.PostgreSql, Shown.Schema).Columns.Single().Origins.Single().ToString().ShouldBe(new ColumnOrigin(new(["a"]), "x", Influences.Identity).ToString());
    }

    [Fact]
    public void Nesting_beyond_every_stack_gives_the_relations()
    {
        var sql = $"select {new string('(', 100_000)}x from a";
        var lineage = ColumnLineage.Of(sql, SqlDialect.PostgreSql, Shown.Schema);
        lineage.Relations.Single().ToString().ShouldBe("a");
        lineage.Problems.ShouldBe(["the SQL nests more than 20000 deep"]);
    }

    [Fact]
    public void Five_hundred_common_tables_in_a_chain_keep_every_column()
    {
        string[] columns = [.. Enumerable.Range(0, 100).Select(i => $"column_{i}")];
        var sql = new StringBuilder("with t0 as (select * from wide)");
        for (var i = 1; i < 500; i++)
        {
            sql.Append(CultureInfo.InvariantCulture, $"\n, t{i} as (\n    select\n");
            sql.AppendJoin(",\n", columns.Select(c => $"        t{i - 1}.{c}"));
            sql.Append(CultureInfo.InvariantCulture, $"\n    from t{i - 1}\n    where column_{i % 100} is not null\n)");
        }

        sql.Append("\nselect * from t499");
        var lineage = ColumnLineage.Of(sql.ToString(), SqlDialect.PostgreSql, _ => columns);
        lineage.Problems.ShouldBeEmpty();
        lineage.Columns.Select(c => c.Name).ShouldBe(columns);
        lineage.Columns[42].Origins.Single().Column.ShouldBe("column_42");
        lineage.Rows.Count.ShouldBe(100);
    }

    [Fact]
    public void A_union_of_a_thousand_branches_and_a_chain_of_ten_thousand_operands_are_read()
    {
        var union = string.Join("\nunion all\n", Enumerable.Range(0, 1000).Select(i => $"select id, x + {i} as v, t{i}.y from t{i}"));
        var lineage = ColumnLineage.Of(union, SqlDialect.PostgreSql, _ => ["id", "x", "y"]);
        lineage.Columns[0].Origins.Count.ShouldBe(1000);
        var sum = $"select {string.Join(" + ", Enumerable.Repeat("x", 10_000))} as s from a where {string.Join(" or ", Enumerable.Range(0, 10_000).Select(i => $"id = {i}"))}";
        ColumnLineage.Of(sum, SqlDialect.PostgreSql, Shown.Schema).Columns.Single().Origins.Count.ShouldBe(1);
    }

    [Fact]
    public void Three_hundred_joins_are_read()
    {
        var sql = $"select t0.id, t299.v, {string.Join(", ", Enumerable.Range(0, 300).Select(i => $"w{i}"))} from t0 {string.Concat(Enumerable.Range(1, 299).Select(i => $"\nleft join t{i} using (id)"))}";
        var lineage = ColumnLineage.Of(sql, SqlDialect.DuckDb, r => ["id", "v", $"w{r.Name[1..]}"]);
        lineage.Problems.ShouldBeEmpty();
        lineage.Columns[^1].Origins.Single().Relation.Name.ShouldBe("t299");
    }
}

using ControlPlane.Lineage.Sql;

namespace ControlPlane.Lineage.Tests.Sql;

public sealed class FallbackTests
{
    [Theory]
    [InlineData("select id from a where ((x > 1 join b on true", "a b")]
    [InlineData("with t as (select * from raw.x), u as (select y from b) select % ) from t join u using (id), shop.orders o where extract(year from at) is distinct from 3 ]", "raw.x b shop.orders")]
    [InlineData("delete from a using b where a.id = b.id", "a")]
    [InlineData("select trim(both from x), substring(y from 2 for 3) from \"Odd\".\"Name\" !! ;;; select 1", "Odd.Name")]
    [InlineData("insert into t select * from (select x from a) s, unnest(y) u, b", "a b")]
    [InlineData("", "")]
    [InlineData("not sql at all", "")]
    [InlineData("select 'never closed from a", "")]
    [InlineData("/* never closed", "")]
    [InlineData("select $x$ never closed", "")]
    [InlineData("from from from from", "")]
    [InlineData(")(][}{,,;;''\"\"$$::", "")]
    public void What_cannot_be_parsed_still_gives_its_relations_and_the_reason(string sql, string relations)
    {
        foreach (var dialect in (SqlDialect[])[SqlDialect.PostgreSql, SqlDialect.DuckDb])
        {
            var lineage = ColumnLineage.Of(sql, dialect, Shown.Schema);
            string.Join(' ', lineage.Relations).ShouldBe(relations);
            lineage.HasColumns.ShouldBe(lineage.Problems.Count == 0, customMessage: string.Join('\n', lineage.Problems));
        }
    }

    [Fact]
    public void The_reason_names_line_and_column()
    {
        var lineage = ColumnLineage.Of("select id\nfrom a\nwhere x > ) 3", SqlDialect.PostgreSql, Shown.Schema);
        lineage.HasColumns.ShouldBeFalse();
        lineage.Problems.ShouldBe(["line 3, column 11: expected an expression, found ')'"]);
    }

    [Fact]
    public void A_schema_that_fails_costs_the_columns_and_not_the_relations()
    {
        var lineage = ColumnLineage.Of("select id from a join raw.b using (id)", SqlDialect.PostgreSql, _ => throw new InvalidOperationException("the catalog is away"));
        lineage.Relations.Select(r => r.ToString()).ShouldBe(["a", "raw.b"]);
        lineage.Problems.Single().ShouldContain("the catalog is away");
    }

    /// <summary>Every beginning of a query, and the query with one token less, is read without an exception.</summary>
    [Theory]
    [InlineData("with recursive t(n) as (select 1 union all select n + 1 from t where n < 10) select case when a.x > 1 then b.y::numeric(3)[] end as v, count(*) filter (where true) over (partition by a.id order by 1 rows 1 preceding) from a full join b using (id), lateral (values (1, 'x')) s(p, q) group by rollup (1, 2) having x > any (array[1]) order by 1 nulls last limit 3")]
    [InlineData("from (pivot a on x in (1, 2) using sum(id) as s group by id) p select * exclude (id) replace (x as y), columns('a.*') as '\\1', {'k': [1, 2]}, list_transform(l, v -> v + 1), [i for i in l if i], t.f.g.h(1) qualify row_number() over () = 1")]
    [InlineData("select columns(lambda c: c like 'x%'), columns(c -> c like 'x%'), * not ilike '%y', trim(both 'x' from y), f(a order by b, c separator ','), interval (x) day, e'x' ~ b'1', x.*::text from t unpivot (v for n in (a, b)) using sample 10% (bernoulli)")]
    [InlineData("with recursive t as (select 1) search depth first by a set b cycle c set d using e select grouping sets from rows from (f(1) as (a int), g()) with ordinality as r(p, q) left join lateral (table x) on true fetch first 3 rows with ties for update of t skip locked")]
    public void No_part_of_a_query_makes_it_throw(string sql)
    {
        var words = sql.Split(' ');
        foreach (var dialect in (SqlDialect[])[SqlDialect.PostgreSql, SqlDialect.DuckDb])
        {
            for (var i = 0; i <= sql.Length; i++) NoFault(sql[..i], dialect);
            for (var i = 0; i < words.Length; i++) NoFault(string.Join(' ', words.Where((_, at) => at != i)), dialect);
        }

        static void NoFault(string part, SqlDialect dialect) =>
            ColumnLineage.Of(part, dialect, Shown.Schema).Problems.ShouldAllBe(p => !p.StartsWith("the lineage of columns failed", StringComparison.Ordinal), part);
    }
}

namespace ControlPlane.Lineage.Tests.Sql;

/// <summary>Common table expressions, subqueries and set operations.</summary>
public sealed class QueryTests
{
    [Theory]
    [InlineData("with o as (select id, amount from orders where status = 'paid') select id, amount * 2 as twice from o", "id: orders.id | twice: orders.amount TRANSFORMATION | ROWS orders.status FILTER")]
    [InlineData("with orders as (select id, status from orders) select * from orders", "id: orders.id | status: orders.status")]
    [InlineData("with s as (select * from orders), r as (select id as order_id, amount from s), f as (select * from r) select * from f", "order_id: orders.id | amount: orders.amount")]
    [InlineData("with t(p, q) as materialized (select id, x from a), u as not materialized (select p from t) select p from u", "p: a.id")]
    [InlineData("with t as (select sum(amount) as total, customer_id from orders group by customer_id) select coalesce(t.total, 0) as total from t",
        "total: orders.amount AGGREGATION+CONDITIONAL | ROWS orders.customer_id GROUP_BY")]
    [InlineData("with t as (select case when x > 0 then id end as v from a) select v + 1 as w from t where v > 1", "w: a.x CONDITIONAL, a.id TRANSFORMATION | ROWS a.x FILTER, a.id FILTER")]
    [InlineData("with recursive t(n, p) as (select id, x from a union all select b.id, t.p from b join t on b.y = t.n) select n, p from t",
        "n: a.id, b.id | p: a.x | ROWS b.y JOIN, a.id JOIN, b.id JOIN")]
    [InlineData("with recursive t as (select 1 as n union all select n + 1 from t where n < 10) select n from t", "n:")]
    [InlineData("with unused as (select y from b) select x from a", "x: a.x")]
    [InlineData("select * from (with w as (select id from a) select id from w) s", "id: a.id")]
    [InlineData("with w as (select id from a) select s.id from (with w as (select y as id from b) select id from w) s join w on true", "id: b.y")]
    [InlineData("select id, x from a union all select id, y from b", "id: a.id, b.id | x: a.x, b.y")]
    [InlineData("select id from a union select id from b union select z from c order by id", "id: a.id, b.id, c.z | ROWS a.id SORT, b.id SORT, c.z SORT")]
    [InlineData("select id from a except select id from b", "id: a.id | ROWS b.id FILTER")]
    [InlineData("select id from a intersect select id from b", "id: a.id, b.id")]
    [InlineData("(select id from a) union all (select id from b order by y limit 1)", "id: a.id, b.id | ROWS b.y SORT")]
    [InlineData("((select id from a) union all (select id from b)) order by 1", "id: a.id, b.id | ROWS a.id SORT, b.id SORT")]
    [InlineData("select u.id from ((select id from a) union all (select y from b)) as u", "id: a.id, b.y")]
    [InlineData("select ((select max(x) from a) union (select y from b) limit 1) + 1 as v", "v: a.x AGGREGATION, b.y TRANSFORMATION")]
    [InlineData("select s.total from (select customer_id, sum(amount) as total from orders group by 1) s join customers c on c.id = s.customer_id",
        "total: orders.amount AGGREGATION | ROWS orders.customer_id JOIN+GROUP_BY, customers.id JOIN")]
    [InlineData("select id from a where x > (select avg(x) from a a2 where a2.id = a.id and exists (select 1 from b where b.id = a.x))", "id: a.id | ROWS a.x FILTER, a.id FILTER, b.id FILTER")]
    [InlineData("select id from a;", "id: a.id")]
    public void Columns_are_followed_through_queries_to_the_relations(string sql, string expected) => Shown.Postgres(sql).ShouldBe(expected);

    [Fact]
    public void All_relations_are_named_in_order_and_once_without_common_tables()
    {
        var lineage = ColumnLineage.Of(
            "with t as (select * from raw.x), u as (select * from b) select 1 from t, a where exists (select 1 from RAW.X) union select z from c",
            ControlPlane.Lineage.Sql.SqlDialect.PostgreSql, Shown.Schema);
        lineage.Relations.Select(r => r.ToString()).ShouldBe(["raw.x", "b", "a", "c"]);
    }
}

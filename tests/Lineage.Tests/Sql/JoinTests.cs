namespace ControlPlane.Lineage.Tests.Sql;

public sealed class JoinTests
{
    [Theory]
    [InlineData("select a.id, y from a join b on a.id = b.id", "id: a.id | y: b.y | ROWS a.id JOIN, b.id JOIN")]
    [InlineData("select x, y, z from a, b, c where a.id = b.id and b.id = c.id", "x: a.x | y: b.y | z: c.z | ROWS a.id FILTER, b.id FILTER, c.id FILTER")]
    [InlineData("select * from a left outer join b on a.id = b.id", "id: a.id | x: a.x | id: b.id | y: b.y | ROWS a.id JOIN, b.id JOIN")]
    [InlineData("select * from a join b using (id)", "id: a.id | x: a.x | y: b.y | ROWS a.id JOIN, b.id JOIN")]
    [InlineData("select id, b.* from a right join b using (id)", "id: b.id | id: b.id | y: b.y | ROWS a.id JOIN, b.id JOIN")]
    [InlineData("select id, x, y from a full join b using (id)", "id: a.id, b.id | x: a.x | y: b.y | ROWS a.id JOIN, b.id JOIN")]
    [InlineData("select * from a natural join b natural left join c", "id: a.id | x: a.x | y: b.y | z: c.z | ROWS a.id JOIN, b.id JOIN, c.id JOIN")]
    [InlineData("select * from (select x, id from a) s join b using (id)", "id: a.id | x: a.x | y: b.y | ROWS a.id JOIN, b.id JOIN")]
    [InlineData("select x, y from a cross join b", "x: a.x | y: b.y")]
    [InlineData("select a.x, c.z from a join (b join c on b.id = c.id) on a.id = b.id", "x: a.x | z: c.z | ROWS b.id JOIN, c.id JOIN, a.id JOIN")]
    [InlineData("select j.x, j.y from (a join b using (id)) as j", "x: a.x | y: b.y | ROWS a.id JOIN, b.id JOIN")]
    [InlineData("select x, z from a join b join c on b.id = c.id on a.id = b.id", "x: a.x | z: c.z | ROWS b.id JOIN, c.id JOIN, a.id JOIN")]
    [InlineData("select a1.x as p, a2.x as q from a a1 join a a2 on a1.id = a2.id", "p: a.x | q: a.x | ROWS a.id JOIN")]
    [InlineData("select o.id, l.amount from orders o cross join lateral (select amount from payments p where p.order_id = o.id limit 1) l",
        "id: orders.id | amount: payments.amount | ROWS payments.order_id FILTER, orders.id FILTER")]
    [InlineData("select e.id, t.tag from events e, unnest(e.tags) as t(tag)", "id: events.id | tag: events.tags TRANSFORMATION")]
    [InlineData("select e.id, t, n from events e cross join lateral unnest(e.tags) with ordinality as u(t, n)", "id: events.id | t: events.tags TRANSFORMATION | n:")]
    [InlineData("select k.key, k.value from events, jsonb_each(payload) k", "key: events.payload TRANSFORMATION | value: events.payload TRANSFORMATION")]
    [InlineData("select d::date as day, count(o.id) as n from generate_series('2024-01-01'::date, now(), interval '1 day') d left join orders o on o.ordered_at::date = d group by 1",
        "day: | n: orders.id AGGREGATION | ROWS orders.ordered_at JOIN")]
    [InlineData("select r.a, r.b from events e, jsonb_to_record(e.payload) as r(a int, b numeric(10, 2)[])", "a: events.payload TRANSFORMATION | b: events.payload TRANSFORMATION")]
    [InlineData("select v.n, x from a join (values (1, 'one'), (2, 'two')) as v(n, word) on v.n = a.id", "n: | x: a.x | ROWS a.id JOIN")]
    [InlineData("select s.p from (select id, x from a) as s(p, q)", "p: a.id")]
    [InlineData("select id from only a tablesample bernoulli (10) repeatable (1)", "id: a.id")]
    [InlineData("select shop.orders.id as a, orders.total as b from shop.orders", "a: shop.orders.id | b: shop.orders.total")]
    public void Joined_columns_come_from_their_side(string sql, string expected) => Shown.Postgres(sql).ShouldBe(expected);
}

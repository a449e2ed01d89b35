namespace ControlPlane.Lineage.Tests.Sql;

public sealed class SelectListTests
{
    [Theory]
    [InlineData("select id from orders", "id: orders.id")]
    [InlineData("SELECT o.id AS order_id, o.status state FROM orders AS o", "order_id: orders.id | state: orders.status")]
    [InlineData("select orders.id from orders", "id: orders.id")]
    [InlineData("select shop.orders.total, orders.id from shop.orders", "total: shop.orders.total | id: shop.orders.id")]
    [InlineData("select ID, \"status\" from Orders", "id: orders.id | status: orders.status")]
    [InlineData("select 1 as one, 'x' as text, null as nothing", "one: | text: | nothing:")]
    [InlineData("select first_name || ' ' || last_name as name from customers", "name: customers.first_name TRANSFORMATION, customers.last_name TRANSFORMATION")]
    [InlineData("select amount * 100 - id as x from orders", "x: orders.amount TRANSFORMATION, orders.id TRANSFORMATION")]
    [InlineData("select cast(amount as numeric(10, 2)) as a, amount::bigint as b from orders", "a: orders.amount TRANSFORMATION | b: orders.amount TRANSFORMATION")]
    [InlineData("select -amount as a, not (status is null) as b from orders", "a: orders.amount TRANSFORMATION | b: orders.status TRANSFORMATION")]
    [InlineData("select case when status = 'paid' then amount else 0 end as paid from orders", "paid: orders.status CONDITIONAL, orders.amount")]
    [InlineData("select case status when 'a' then id when 'b' then customer_id end as x from orders", "x: orders.status CONDITIONAL, orders.id, orders.customer_id")]
    [InlineData("select coalesce(email, last_name) as x from customers", "x: customers.email IDENTITY+CONDITIONAL, customers.last_name IDENTITY+CONDITIONAL")]
    [InlineData("select nullif(status, '') as s from orders", "s: orders.status IDENTITY+CONDITIONAL")]
    [InlineData("select extract(year from ordered_at) as y, date_trunc('month', ordered_at) as m from orders", "y: orders.ordered_at TRANSFORMATION | m: orders.ordered_at TRANSFORMATION")]
    [InlineData("select substring(email from 1 for 3) as a, trim(both ' ' from email) as b, position('@' in email) as c, overlay(email placing 'x' from 2) as d from customers",
        "a: customers.email TRANSFORMATION | b: customers.email TRANSFORMATION | c: customers.email TRANSFORMATION | d: customers.email TRANSFORMATION")]
    [InlineData("select created_at at time zone 'UTC' as t, created_at + interval '1 day' * id as u, date '2024-01-01' as d from customers",
        "t: customers.created_at TRANSFORMATION | u: customers.created_at TRANSFORMATION, customers.id TRANSFORMATION | d:")]
    [InlineData("select payload -> 'a' ->> 'b' as x, payload #>> '{a,b}' as y, payload ? 'k' as z, payload @> '{}' as w from events",
        "x: events.payload TRANSFORMATION | y: events.payload TRANSFORMATION | z: events.payload TRANSFORMATION | w: events.payload TRANSFORMATION")]
    [InlineData("select tags[1] as first, tags[2:3] as some, array[id, user_id] as ids, row(id, tags) as r, (id, user_id) as pair from events",
        "first: events.tags TRANSFORMATION | some: events.tags TRANSFORMATION | ids: events.id TRANSFORMATION, events.user_id TRANSFORMATION | r: events.id TRANSFORMATION, events.tags TRANSFORMATION "
        + "| pair: events.id TRANSFORMATION, events.user_id TRANSFORMATION")]
    [InlineData("select amount between 1 and id as a, status in ('x', 'y') as b, status not like 'a%' escape '\\' as c, status is distinct from 'x' as d, id isnull as e from orders",
        "a: orders.amount TRANSFORMATION, orders.id TRANSFORMATION | b: orders.status TRANSFORMATION | c: orders.status TRANSFORMATION | d: orders.status TRANSFORMATION | e: orders.id TRANSFORMATION")]
    [InlineData("select E'it\\'s' || status as a, $$ from nowhere $$ as b, $tag$ 'x' $tag$ || id as c, $1 as d -- from x\n/* from /* nested */ y */ from orders",
        "a: orders.status TRANSFORMATION | b: | c: orders.id TRANSFORMATION | d:")]
    [InlineData("select upper(status) collate \"C\" as s, lower(x => status) as t, round(amount, v := 2) as u from orders",
        "s: orders.status TRANSFORMATION | t: orders.status TRANSFORMATION | u: orders.amount TRANSFORMATION")]
    [InlineData("select o.* from orders o", "id: orders.id | customer_id: orders.customer_id | status: orders.status | amount: orders.amount | ordered_at: orders.ordered_at")]
    [InlineData("select *, x * 2 as twice from a", "id: a.id | x: a.x | twice: a.x TRANSFORMATION")]
    [InlineData("select to_jsonb(a) as j, (a).x as f, row_to_json(a.*) as k from a", "j: a.id TRANSFORMATION, a.x TRANSFORMATION | f: a.x | k: a.id TRANSFORMATION, a.x TRANSFORMATION")]
    [InlineData("select value, name, date, type, year from (select id as value, x as name, x as date, x as type, id as year from a) s", "value: a.id | name: a.x | date: a.x | type: a.x | year: a.id")]
    [InlineData("select json_build_object('id', id, 'x', x) as j, concat_ws('-', variadic array[x]) as v from a", "j: a.id TRANSFORMATION, a.x TRANSFORMATION | v: a.x TRANSFORMATION")]
    [InlineData("select x = any (array[1, id]) as a, x <> all (select id from b) as b from a", "a: a.x TRANSFORMATION, a.id TRANSFORMATION | b: a.x TRANSFORMATION, b.id TRANSFORMATION")]
    [InlineData("values (1, 'a'), (2, 'b')", "column1: | column2:")]
    [InlineData("table a", "id: a.id | x: a.x")]
    public void A_column_of_postgresql_comes_from_what_its_expression_names(string sql, string expected) => Shown.Postgres(sql).ShouldBe(expected);
}

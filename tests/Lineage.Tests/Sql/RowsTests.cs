namespace ControlPlane.Lineage.Tests.Sql;

/// <summary>What decides the rows: filters, groups, sorts; and windows, which decide one column.</summary>
public sealed class RowsTests
{
    [Theory]
    [InlineData("select id from orders where status = 'paid' and amount > 0", "id: orders.id | ROWS orders.status FILTER, orders.amount FILTER")]
    [InlineData("select status, sum(amount) as total from orders group by status", "status: orders.status | total: orders.amount AGGREGATION | ROWS orders.status GROUP_BY")]
    [InlineData("select status, count(*) as n from orders group by 1", "status: orders.status | n: | ROWS orders.status GROUP_BY")]
    [InlineData("select date_trunc('day', ordered_at) as day, count(distinct customer_id) as n from orders group by day order by n desc nulls last",
        "day: orders.ordered_at TRANSFORMATION | n: orders.customer_id AGGREGATION | ROWS orders.ordered_at GROUP_BY, orders.customer_id SORT")]
    [InlineData("select upper(status) as status from orders group by status", "status: orders.status TRANSFORMATION | ROWS orders.status GROUP_BY")]
    [InlineData("select status, sum(amount) as s from orders group by rollup (status, customer_id), grouping sets ((id), ()) having max(id) > 3",
        "status: orders.status | s: orders.amount AGGREGATION | ROWS orders.status GROUP_BY, orders.customer_id GROUP_BY, orders.id FILTER+GROUP_BY")]
    [InlineData("select id from orders order by ordered_at limit 10 offset 5", "id: orders.id | ROWS orders.ordered_at SORT")]
    [InlineData("select distinct on (customer_id) id from orders order by customer_id, ordered_at desc", "id: orders.id | ROWS orders.customer_id GROUP_BY+SORT, orders.ordered_at SORT")]
    [InlineData("select sum(amount) filter (where status = 'paid') as paid from orders", "paid: orders.amount AGGREGATION, orders.status FILTER")]
    [InlineData("select string_agg(status, ', ' order by ordered_at) as s from orders", "s: orders.status AGGREGATION, orders.ordered_at SORT")]
    [InlineData("select percentile_cont(0.5) within group (order by amount) as median from orders", "median: orders.amount AGGREGATION")]
    [InlineData("select row_number() over (partition by customer_id order by ordered_at) as n from orders", "n: orders.customer_id WINDOW, orders.ordered_at WINDOW")]
    [InlineData("select sum(amount) over w as s, lag(status, 1) over (w rows between 1 preceding and current row) as l from orders window w as (partition by customer_id)",
        "s: orders.amount AGGREGATION, orders.customer_id WINDOW | l: orders.status TRANSFORMATION, orders.customer_id WINDOW")]
    [InlineData("select first_value(amount) ignore nulls over (order by id) as f from orders", "f: orders.amount TRANSFORMATION, orders.id WINDOW")]
    [InlineData("select id from orders where exists (select 1 from payments p where p.order_id = orders.id)", "id: orders.id | ROWS payments.order_id FILTER, orders.id FILTER")]
    [InlineData("select id from orders where customer_id in (select id from customers where email is not null)", "id: orders.id | ROWS orders.customer_id FILTER, customers.id FILTER, customers.email FILTER")]
    [InlineData("select id from orders where (customer_id, status) in (select id, email from customers) for update", "id: orders.id | ROWS orders.customer_id FILTER, orders.status FILTER, customers.id FILTER, customers.email FILTER")]
    [InlineData("select id from orders fetch first 3 rows only", "id: orders.id")]
    [InlineData("select id from orders limit (select count(x) from a)", "id: orders.id | ROWS a.x FILTER")]
    [InlineData("select (select max(p.amount) from payments p where p.order_id = o.id) as m from orders o", "m: payments.amount AGGREGATION, payments.order_id FILTER, orders.id FILTER")]
    [InlineData("select exists (select 1 from payments p where p.order_id = o.id) as e, array(select y from b) as l from orders o", "e: payments.order_id FILTER, orders.id FILTER | l: b.y AGGREGATION")]
    public void Filters_groups_and_sorts_decide_the_rows_and_windows_a_column(string sql, string expected) => Shown.Postgres(sql).ShouldBe(expected);
}

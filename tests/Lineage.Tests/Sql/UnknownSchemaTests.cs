namespace ControlPlane.Lineage.Tests.Sql;

/// <summary>Relations whose columns nobody has listed.</summary>
public sealed class UnknownSchemaTests
{
    [Theory]
    [InlineData("select id, upper(name) as name from raw.users", "id: raw.users.id | name: raw.users.name TRANSFORMATION")]
    [InlineData("with s as (select * from raw.users), r as (select id as user_id, name from s) select * from r", "user_id: raw.users.id | name: raw.users.name")]
    [InlineData("with s as (select *, x + 1 as y from raw.users) select id, y from s", "id: raw.users.id | y: raw.users.x TRANSFORMATION")]
    [InlineData("select u.id, o.total from raw.users u join raw.orders o on o.user_id = u.id", "id: raw.users.id | total: raw.orders.total | ROWS raw.orders.user_id JOIN, raw.users.id JOIN")]
    [InlineData("select x, other from a join raw.users u on u.id = a.id", "x: a.x | other: raw.users.other | ROWS raw.users.id JOIN, a.id JOIN")]
    [InlineData("select name from raw.users union all select name from raw.people", "name: raw.users.name, raw.people.name")]
    [InlineData("with u as (select * from raw.users union all select * from raw.people) select name from u", "name: raw.users.name, raw.people.name")]
    [InlineData("with u as (select id, x from a union all select * from raw.people) select x from u", "x: a.x, raw.people.x")]
    [InlineData("select date_trunc('day', at) as day, count(*) as n from raw.visits group by day", "day: raw.visits.at TRANSFORMATION | n: | ROWS raw.visits.at GROUP_BY")]
    [InlineData("select id from raw.users u where exists (select 1 from a where a.id = u.id and x = 1)", "id: raw.users.id | ROWS a.id FILTER, raw.users.id FILTER, a.x FILTER")]
    [InlineData("select * from raw.users", "*: raw.users.* | PROBLEM the columns of raw.users are not known, so that * cannot be listed")]
    [InlineData("select *, 1 as one from a join raw.users u using (id)", "id: a.id | x: a.x | *: raw.users.* | one: | ROWS a.id JOIN, raw.users.id JOIN | PROBLEM the columns of raw.users are not known, so that * cannot be listed")]
    [InlineData("select name from raw.users, raw.orders", "name: | PROBLEM name may be a column of several relations whose columns are not known")]
    [InlineData("select nothing, a.none from a", "nothing: | none: | PROBLEM nothing is a column of none of the relations that it can name | PROBLEM a.none is a column of none of the relations that it can name")]
    [InlineData("select f.v from my_function(1) f", "v:")]
    public void A_column_is_believed_of_the_only_relation_that_may_have_it(string sql, string expected) => Shown.Postgres(sql).ShouldBe(expected);

    [Theory]
    [InlineData("with s as (select * exclude (secret) from raw.users) select id from s", "id: raw.users.id")]
    [InlineData("with s as (select * replace (upper(name) as name) from raw.users) select id, name from s", "id: raw.users.id | name: raw.users.name TRANSFORMATION")]
    [InlineData("select at + 1 as later, later * 2 as more from raw.visits", "later: raw.visits.at TRANSFORMATION | more: raw.visits.at TRANSFORMATION")]
    [InlineData("select id, payload.name from read_json('lake/*.jsonl')", "id: lake/*.jsonl.id | name: lake/*.jsonl.payload TRANSFORMATION")]
    public void So_it_is_in_duckdb(string sql, string expected) => Shown.DuckDb(sql).ShouldBe(expected);
}

using System.Data;
using ControlPlane.Lineage.Sql;
using ControlPlane.Testing;
using Npgsql;
using Npgsql.Schema;

namespace ControlPlane.Lineage.Tests.Sql;

/// <summary>PostgreSQL says what the columns of a query are called, and of a column that is taken as it is where it comes from.</summary>
public sealed class PostgresAgreementTests(PostgresFixture postgres)
{
    private const string Tables =
        """
        CREATE SCHEMA shop;
        CREATE TABLE customers (id int, first_name text, last_name text, email text, created_at timestamptz);
        CREATE TABLE orders (id int, customer_id int, status text, amount numeric, ordered_at timestamptz);
        CREATE TABLE payments (id int, order_id int, method text, amount numeric);
        CREATE TABLE events (id int, user_id int, payload jsonb, tags text[], happened_at timestamptz);
        CREATE TABLE shop.orders (id int, total numeric);
        CREATE TABLE a (id int, x int);
        CREATE TABLE b (id int, y int);
        CREATE TABLE c (id int, z int);
        """;

    /// <summary>Of what has no alias, for the names.</summary>
    private static readonly string[] Unnamed =
    [
        "select 1, 'x', null, true, 1 + 1, -id, id::bigint, '1'::int, '1'::double precision, '{}'::int[], cast('1' as numeric(3, 1)), date '2024-01-01', timestamp with time zone '2024-01-01', interval '1 day' from a",
        "select count(*), sum(x), coalesce(x, 1), nullif(x, 1), greatest(x, 1), least(x, id), case when x > 1 then 1 end, case when max(id) > 1 then 1 else x end from a group by x, id",
        "select status || 'x', upper(status), upper(status)::text, (upper(status)), (status)::varchar(3), status collate \"C\", status is null, not true, status like 'x', status in ('a') from orders",
        "select array[1], array(select x from a), row(1, 2), exists (select 1), (select x from a limit 1), (select max(x) from a), (select 1), (select x + 1 as y from a limit 1)",
        "select tags[1], tags[1:2], payload -> 'a', payload ->> 'b', (payload -> 'a')::text, ordered_at at time zone 'UTC', extract(year from ordered_at), date_trunc('day', ordered_at)::date from events, orders",
        "select current_date, current_timestamp, localtime, current_user, now(), substring('abc' from 1 for 2), position('a' in 'b'), overlay('abc' placing 'x' from 1), trim(both 'x' from 'xx'), trim(' x')",
        "select row_number() over (order by id), lag(x) over w, sum(x) filter (where x > 1), percentile_cont(0.5) within group (order by x) from a group by id, x window w as (order by id)",
        "select (a).x, a, a.*::text, (select (b).y from b limit 1) from a",
        "select generate_series(1, 2), unnest(array[1]), x between 1 and 2, x = any (array[1]), $$x$$, E'\\n', B'1', 1.5, 1e3, '1'::bit(3), 'a'::char(3), 'a'::character varying, true and false, xmlelement(name foo) from a",
        "select * from unnest(array[1], array['a']) with ordinality",
        "select * from generate_series(1, 3)",
        "select * from generate_series(1, 3) as n",
        "select * from unnest(array[1]) as u(v), jsonb_each('{}'), jsonb_array_elements('[]') e, json_object_keys('{}') k",
        "select * from a natural full join b cross join c",
        "select * from a join b using (id) join c using (id)",
        "select * from (a join b using (id)) as j (p, q), (values (1, 2)) v, (select 1, 2) s (m)",
        "select * from rows from (generate_series(1, 2), generate_series(1, 3)) as r(p, q)",
        "select *, a.*, b.id from a left join b on true",
    ];

    [Fact]
    public async Task The_columns_are_those_that_postgresql_answers_with()
    {
        await using var source = await OpenAsync();
        var checkedQueries = 0;
        List<string> refused = [], wrong = [];
        foreach (var sql in (string[])[.. Unnamed, .. Specified.Queries(typeof(SelectListTests), typeof(RowsTests), typeof(JoinTests), typeof(QueryTests))])
        {
            IReadOnlyList<NpgsqlDbColumn> expected;
            try
            {
                expected = await ColumnsAsync(source, sql);
            }
            catch (PostgresException error)
            {
                refused.Add($"{sql}: {error.MessageText}");
                continue;
            }

            checkedQueries++;
            var lineage = ColumnLineage.Of(sql, SqlDialect.PostgreSql, Shown.Schema);
            if (!lineage.Columns.Select(c => c.Name).SequenceEqual(expected.Select(c => c.ColumnName)))
                wrong.Add($"{sql}\n  expected {string.Join(", ", expected.Select(c => c.ColumnName))}\n  inferred {string.Join(", ", lineage.Columns.Select(c => c.Name))} {string.Join("; ", lineage.Problems)}");
            else wrong.AddRange(expected.Zip(lineage.Columns).Where(p => !Agrees(p.First, p.Second)).Select(p => $"{sql}\n  {p.Second.Name} comes from {p.First.BaseTableName}.{p.First.BaseColumnName}"));
        }

        wrong.ShouldBeEmpty(string.Join("\n", refused));
        // The others use types or functions that these tables do not have.
        checkedQueries.ShouldBeGreaterThan(100, string.Join("\n", refused));
    }

    private static bool Agrees(NpgsqlDbColumn column, LineageColumn inferred) =>
        column.BaseTableName is null || column.BaseColumnName is null
        || inferred.Origins.Any(o => o.Influences.HasFlag(Influences.Identity) && o.Relation.Name == column.BaseTableName && o.Column == column.BaseColumnName);

    private static async Task<IReadOnlyList<NpgsqlDbColumn>> ColumnsAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly | CommandBehavior.KeyInfo);
        return [.. (await reader.GetColumnSchemaAsync()).Cast<NpgsqlDbColumn>()];
    }

    private async Task<NpgsqlDataSource> OpenAsync()
    {
        var name = $"lineage_{Guid.NewGuid():N}";
        await using var postgresDatabase = postgres.OpenAsSuperuser("postgres");
        await using (var create = postgresDatabase.CreateCommand($"CREATE DATABASE {name}")) await create.ExecuteNonQueryAsync();
        var source = postgres.OpenAsSuperuser(name);
        await using var tables = source.CreateCommand(Tables);
        await tables.ExecuteNonQueryAsync();
        return source;
    }
}

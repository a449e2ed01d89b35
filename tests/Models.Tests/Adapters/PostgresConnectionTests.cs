using ControlPlane.Models.Adapters;
using ControlPlane.Models.Tests.Adapters.Engines;
using ControlPlane.Testing;

namespace ControlPlane.Models.Tests.Adapters;

public sealed class PostgresConnectionTests : IDisposable
{
    private readonly EngineProject _project;
    private readonly IAdapter _adapter;
    private readonly IAdapterConnection _connection;

    public PostgresConnectionTests(PostgresFixture fixture)
    {
        _project = new EngineProject(new PostgresEngine(fixture));
        _adapter = _project.Adapter();
        _connection = _adapter.Connect("model.shop.a", CancellationToken.None);
    }

    [Fact]
    public void Values_come_as_what_they_are()
    {
        var row = _connection.Execute(
            "select 1, 2::bigint, 1.50, 1.5::float8, 5::float8, true, date '2024-01-02', timestamp '2024-01-02 03:04:05', timestamptz '2024-01-02 03:04:05+00', 'x', null, array['a','b,\"c'], array[1,2], '{\"k\": 1}'::jsonb, 12345678901234567890123456789012::numeric",
            fetch: true).Table.Rows.ShouldHaveSingleItem();
        row[..7].ShouldBe([1L, 2L, 1.50m, 1.5m, 5.0m, true, new DateOnly(2024, 1, 2)]);
        row[4]!.ToString().ShouldBe("5.0");
        row[7].ShouldBe(new DateTime(2024, 1, 2, 3, 4, 5));
        row[8].ShouldBe(new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.Zero));
        row[9..14].ShouldBe(["x", null, "[\"a\", \"b,\\u0022c\"]", "[1, 2]", "{\"k\": 1}"]);
        row[14].ShouldBe(System.Numerics.BigInteger.Parse("12345678901234567890123456789012", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Only_the_last_statements_rows_are_given()
    {
        var (response, table) = _connection.Execute("create temp table t (id int); insert into t values (1), (2); select id from t where id > 1", fetch: true);
        response.Message.ShouldBe("SELECT 1");
        table.Rows.ShouldHaveSingleItem()[0].ShouldBe(2L);
    }

    [Theory]
    [InlineData("create table x as (select 1 as id union all select 2)", "SELECT 2", "SELECT", 2)]
    [InlineData("create or replace temporary view x as select 1 as id", "CREATE VIEW", "CREATE VIEW", -1)]
    [InlineData("-- why\ncreate unlogged table x (id int)", "CREATE TABLE", "CREATE TABLE", -1)]
    [InlineData("create temp table x (id int); insert into x values (1), (2)", "INSERT 0 2", "INSERT", 2)]
    [InlineData("create materialized view x as select 1 as id", "SELECT 1", "SELECT", 1)]
    [InlineData("create schema x", "CREATE SCHEMA", "CREATE SCHEMA", -1)]
    public void The_answer_is_the_servers_own(string sql, string message, string code, long rows) =>
        _connection.Execute(sql).Response.ShouldBe(new AdapterResponse(message, code, rows));

    [Fact]
    public void A_refused_statement_is_shown_as_the_servers_own_programs_show_it()
    {
        _connection.Comment = "{\"node\": \"a\"}";
        var error = Should.Throw<AdapterException>(() => _connection.Execute("create temp table t (id int);\ninsert into t\nselect nme from t"));
        error.Message.ShouldBe("column \"nme\" does not exist\nLINE 4: select nme from t\n               ^");
        (error.Line, error.Code).ShouldBe((3, "42703"));
    }

    [Fact]
    public void A_comment_behind_does_not_count_as_a_line()
    {
        (_connection.Comment, _connection.CommentsBehind) = ("a", true);
        Should.Throw<AdapterException>(() => _connection.Execute("select nme")).Message.ShouldBe("column \"nme\" does not exist\nLINE 1: select nme\n               ^");
        _connection.Execute("select query from pg_stat_activity where pid = pg_backend_pid()", fetch: true).Table.Rows[0][0].ShouldBe("select query from pg_stat_activity where pid = pg_backend_pid()\n/* a */");
    }

    [Fact]
    public void What_ran_since_a_transaction_was_asked_for_goes_when_it_is_rolled_back()
    {
        _connection.BeginWhenUsed();
        _connection.Execute("create table t (id int)");
        _connection.Begin();
        _connection.Execute("insert into t values (1)");
        _connection.Rollback();
        _connection.Execute("select to_regclass('t') is null", fetch: true).Table.Rows[0][0].ShouldBe(true);
        _connection.BeginWhenUsed();
        _connection.Execute("create table t (id int)");
        _connection.Commit();
        _connection.Rollback();
        _connection.Execute("select count(*) from t", fetch: true).Table.Rows[0][0].ShouldBe(0L);
    }

    [Fact]
    public void A_refused_query_is_shown_the_same_way()
    {
        _connection.Comment = "a\nb";
        _connection.Begin();
        var error = Should.Throw<AdapterException>(() => _connection.Execute("select 1 as x\n  , nme", fetch: true));
        error.Message.ShouldBe("column \"nme\" does not exist\nLINE 4:   , nme\n            ^");
        _connection.InTransaction.ShouldBeFalse();
        _connection.Execute("select 1", fetch: true).Table.Count.ShouldBe(1);
    }

    [Fact]
    public void A_transaction_is_rolled_back_when_the_session_is_given_back()
    {
        _connection.Execute("create table kept (id int)");
        _connection.Execute("insert into kept values (1)", autoBegin: true);
        _connection.Dispose();
        using var next = _adapter.Connect("model.shop.b", CancellationToken.None);
        next.Execute("select count(*) from kept", fetch: true).Table.Rows[0][0].ShouldBe(0L);
        next.Execute("select application_name from pg_stat_activity where pid = pg_backend_pid()", fetch: true).Table.Rows[0][0].ShouldBe("model.shop.b");
    }

    [Fact]
    public void Values_are_bound_in_place_of_marks()
    {
        _connection.Execute("create temp table t (id int, name text, on_sale boolean)");
        _connection.Execute("insert into t values (%s, %s, %s)", bindings: [1L, "100%", true]);
        _connection.Execute("select id, name, on_sale, '%' from t where name = %s", fetch: true, bindings: ["100%"]).Table.Rows.ShouldHaveSingleItem().ShouldBe([1L, "100%", true, "%"]);
    }

    [Fact]
    public async Task A_statement_that_runs_is_ended_on_the_server()
    {
        var running = Task.Run(() => _connection.Execute("select pg_sleep(60)", fetch: true));
        await Eventually.TrueAsync("the statement to run", () => Task.FromResult(_project.Query("select count(*) from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'")[0] == "1"));
        _connection.Cancel();
        (await Should.ThrowAsync<AdapterException>(() => running)).Message.ShouldContain("canceling statement due to user request");
    }

    [Fact]
    public void A_server_that_refuses_the_password_is_told_without_it()
    {
        var target = _adapter.Target;
        using var other = AdapterFactory.Create(target with { Settings = new Dictionary<string, object?>(target.Settings) { ["user"] = "nobody", ["password"] = "s3cret", ["retries"] = 0L } });
        var error = Should.Throw<AdapterException>(() => other.Connect("x", CancellationToken.None));
        error.ToString().ShouldNotContain("s3cret");
        error.Message.ShouldContain("nobody");
    }

    [Fact]
    public void Templates_see_no_password_of_the_target()
    {
        _adapter.TargetValues.Keys.ShouldNotContain("password");
        _adapter.TargetValues["dbname"].ShouldBe(_adapter.Target.Database);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _adapter.Dispose();
        _project.Dispose();
    }
}

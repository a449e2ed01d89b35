using ControlPlane.Models.Adapters;
using ControlPlane.Models.Adapters.DuckDb;
using ControlPlane.Models.Projects;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.DuckDb;
using ControlPlane.Warehouses.Postgres;
using Npgsql;

namespace ControlPlane.Transformation.Tests.Runs;

/// <summary>What is told of errors says what is wrong and where, and never quotes a row.</summary>
public sealed class RowValueTests(PostgresFixture postgres)
{
    private const string Value = "a@b.c";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> OfPostgres => new()
    {
        { "SELECT email::int FROM people", "22P02: invalid text for its type (type integer)" },
        { "SELECT email::timestamptz FROM people", "22007: invalid date or time (type timestamp with time zone)" },
        { "SELECT ('99999999999' || left(email, 0))::int FROM people", "22003: numeric value out of range (type integer)" },
        { "SELECT email::json FROM people", "22P02: invalid text for its type (type json)" },
        { "SELECT 1 / length(left(email, 0)) FROM people", "22012: division by zero" },
        { "INSERT INTO short SELECT email FROM people", "22001: value too long for its type (type character varying(3))" },
        { "INSERT INTO people SELECT * FROM people", "23505: duplicate key violates a unique constraint (table public.people, constraint people_key)" },
        { "INSERT INTO people (email, age) SELECT email || 'x', NULL FROM people", "23502: null value violates a not-null constraint (table public.people, column age)" },
        { "UPDATE people SET age = -1", "23514: a check constraint is violated (table public.people, constraint people_age)" },
        { "INSERT INTO orders SELECT email || 'x' FROM people", "23503: a foreign key constraint is violated (table public.orders, constraint orders_of)" },
        { "DO $$ BEGIN RAISE EXCEPTION 'bad row %', (SELECT email FROM people); END $$", "P0001: an error that a function raises" },
        { "SELECT nothing FROM people", "42703: column \"nothing\" does not exist" },
    };

    public static TheoryData<string, string> OfDuckDb => new()
    {
        { "SELECT CAST(email AS INTEGER) FROM people", "Conversion Error: a value cannot be converted to INT32" },
        { "SELECT CAST(email AS TIMESTAMP) FROM people", "Conversion Error: what it says of the data is left out" },
        { "SELECT CAST(age + 300 AS TINYINT), email FROM people", "Conversion Error: a value cannot be converted to INT8" },
        { "INSERT INTO people SELECT * FROM people", "Constraint Error: duplicate key violates a unique constraint" },
        { "INSERT INTO people SELECT email || 'x', NULL FROM people", "Constraint Error: NOT NULL constraint failed (people.age)" },
        { "INSERT INTO people SELECT email || 'x', -1 FROM people", "Constraint Error: CHECK constraint failed (people)" },
        { "INSERT INTO orders SELECT email || 'x' FROM people", "Constraint Error: a foreign key constraint is violated" },
        { "SELECT error(email) FROM people", "Invalid Input Error: what it says of the data is left out" },
        { "SELECT nothing FROM people", "Binder Error: Referenced column \"nothing\" not found in FROM clause!" },
    };

    [Theory]
    [MemberData(nameof(OfPostgres))]
    public async Task Error_of_PostgreSQL(string sql, string told)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder((await postgres.NewPlatformAsync()).Control) { IncludeErrorDetail = true, Pooling = false }.ConnectionString);
        await connection.OpenAsync(Token);
        await ExecuteAsync(connection, $"""
            CREATE TABLE people (email text CONSTRAINT people_key PRIMARY KEY, age int NOT NULL CONSTRAINT people_age CHECK (age >= 0));
            CREATE TABLE orders (email text CONSTRAINT orders_of REFERENCES people);
            CREATE TABLE short (email varchar(3));
            INSERT INTO people VALUES ('{Value}', 1);
            """);

        var error = await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(connection, sql));
        var fault = PostgresFaults.Translate(error, PostgresFixture.NewTenant(), WarehouseRole.Transformer);

        fault.Message.ShouldBe(told);
        fault.ToString().ShouldNotContain(Value);
    }

    [Theory]
    [MemberData(nameof(OfDuckDb))]
    public async Task Error_of_DuckDB(string sql, string told)
    {
        await DuckDbEngine.EnsureAsync();
        using var folder = new TemporaryFolder("row-values");
        using var adapter = new DuckDbAdapter(new TargetProfile("p", "dev", "duckdb", "rows", "main", 1, new Dictionary<string, object?> { ["path"] = folder["rows.duckdb"] }));
        using var connection = adapter.Connect("test", Token);
        connection.Execute($"""
            CREATE TABLE people (email VARCHAR PRIMARY KEY, age INTEGER NOT NULL CHECK (age >= 0));
            CREATE TABLE orders (email VARCHAR REFERENCES people (email));
            INSERT INTO people VALUES ('{Value}', 1);
            """);

        var error = Should.Throw<AdapterException>(() => connection.Execute(sql, fetch: true));
        var fault = DuckDbFaults.Translate(error.InnerException!, PostgresFixture.NewTenant(), WarehouseRole.Transformer);

        fault.Message.ShouldBe(told);
        fault.ToString().ShouldNotContain(Value);
    }

    [Theory]
    [InlineData("on-run-start: [\"{% do run_query('select customer::int from RAW.orders') %}\"]")]
    [InlineData("on-run-start: [\"select customer::int from RAW.orders\"]")]
    [InlineData("on-run-end: [\"{% set r = run_query('select customer::int from RAW.orders') %}\"]")]
    public async Task Hook_that_fails_tells_no_row(string hook)
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        service.Write("dbt_project.yml", $"{SmallProjects.Settings}\n{hook.Replace("RAW.orders", "\\\"RAW\\\".orders", StringComparison.Ordinal)}");

        var run = await service.LoadedAsync();

        var reason = (await service.RefusedAsync(run)).Reason;
        reason.ShouldContain("22P02: invalid text for its type (type integer)");
        reason.ShouldNotContain("ann");
        (await service.CountAsync("nodes", "error LIKE '%ann%'")).ShouldBeFalse();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}

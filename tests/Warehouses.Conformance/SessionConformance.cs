using ControlPlane.Reconciliation;
using ControlPlane.Warehouses.Conformance.Engines;

namespace ControlPlane.Warehouses.Conformance;

public abstract class SessionConformance(IEngine engine) : Conformance(engine)
{
    // Computed as it is read, and too much to be computed in a test.
    private const string Endless = "SELECT count(*) FROM generate_series(1, 1000000) a(x), generate_series(1, 1000000) b(y) WHERE x * y % 7 = 8";

    [Fact]
    public async Task Parameters_are_bound_and_come_back_as_what_they_are()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        var id = Guid.CreateVersion7();
        object?[] given = ["it's \"quoted\" 😀", 42L, 7, true, 1.5, id, new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc), new DateOnly(2024, 5, 6), new byte[] { 0, 1, 255 }, 12.50m, null];
        string[] types = ["varchar", "bigint", "integer", "boolean", "double precision", "uuid", "timestamptz", "date", warehouse.Sessions.Capabilities.Engine == "DuckDB" ? "blob" : "bytea", "numeric(10, 2)", "varchar"];

        var row = (await warehouse.QueryAsync(tenant, $"SELECT {string.Join(", ", types.Select((type, index) => $"CAST(${index + 1} AS {type})"))}", WarehouseRole.Transformer, given)).ShouldHaveSingleItem();
        for (var i = 0; i < given.Length; i++) row[i].ShouldBe(given[i], types[i]);
    }

    [Fact]
    public async Task Name_is_what_it_was_before_it_was_quoted()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        foreach (var name in new[] { "Mixed", "with space", "quo\"te", "日本", "select", "semi;colon--" })
        {
            var quoted = warehouse.Name("MARTS", name);
            await warehouse.ExecuteAsync(tenant, $"CREATE TABLE {quoted} AS SELECT 1 AS {warehouse.Sessions.Quote(name)}");
            (await warehouse.QueryAsync(tenant, "SELECT column_name FROM information_schema.columns WHERE table_schema = 'MARTS' AND table_name = $1", WarehouseRole.Transformer, name)).ShouldHaveSingleItem()[0].ShouldBe(name);
            (await warehouse.QueryAsync(tenant, $"SELECT * FROM {quoted}", WarehouseRole.Reader)).ShouldHaveSingleItem()[0].ShouldBe(1);
        }
        Should.Throw<ArgumentException>(() => warehouse.Sessions.Quote(""));
        Should.Throw<ArgumentException>(() => warehouse.Sessions.Quote("nul\0"));
    }

    [Fact]
    public async Task Rows_come_while_the_statement_runs()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await using var session = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Transformer, Token);
        var sum = 0L;
        await using (var reader = await session.QueryAsync(Tag(tenant), "SELECT x, CAST(x AS VARCHAR), CASE WHEN x % 3 = 0 THEN x END FROM generate_series(1, 1000000) s(x)", [], Token))
            while (await reader.ReadAsync(Token))
            {
                sum += Convert.ToInt64(reader.GetValue(0), null);
                if (reader.GetString(1) != $"{reader.GetValue(0)}" || reader.IsDBNull(2) != (Convert.ToInt64(reader.GetValue(0), null) % 3 != 0)) throw new InvalidDataException("A row is not what it should be.");
            }
        sum.ShouldBe(500000500000);
        await using (var left = await session.QueryAsync(Tag(tenant), "SELECT x FROM generate_series(1, 1000000) s(x)", [], Token)) (await left.ReadAsync(Token)).ShouldBeTrue();
        await using var next = await session.QueryAsync(Tag(tenant), "SELECT 1", [], Token);
        (await next.ReadAsync(Token)).ShouldBeTrue("a reader that was left before its end is in nobody's way");
    }

    [Fact]
    public async Task Cancelled_statement_ends_and_the_session_goes_on()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await using var session = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Transformer, Token);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await using var reader = await session.QueryAsync(Tag(tenant), Endless, [], cancel.Token);
            while (await reader.ReadAsync(cancel.Token)) continue;
        });
        using var again = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Should.ThrowAsync<OperationCanceledException>(() => session.ExecuteAsync(Tag(tenant), [$"CREATE TABLE {warehouse.Name("STAGING", "endless")} AS {Endless}"], again.Token));
        await session.ExecuteAsync(Tag(tenant), [$"CREATE TABLE {warehouse.Name("STAGING", "endless")} AS SELECT 1 AS one"], Token);
    }

    [Fact]
    public async Task Suspending_ends_what_runs_and_says_so()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await using var session = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Transformer, Token);
        var running = Should.ThrowAsync<Fault>(async () =>
        {
            await using var reader = await session.QueryAsync(Tag(tenant), Endless, [], Token);
            while (await reader.ReadAsync(Token)) continue;
        });
        await Task.Delay(200, Token);
        await warehouse.Provisioner.SetLoginAsync(tenant, allowed: false, Token);

        await running;
        (await Should.ThrowAsync<Fault>(() => warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Transformer, Token))).Kind.ShouldBe(FaultKind.Suspended);
    }

    [Fact]
    public async Task Reader_does_not_write()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await using var session = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Reader, Token);
        var sql = $"CREATE TABLE {warehouse.Name("MARTS", "mine")} AS SELECT 1 AS one";

        (await Should.ThrowAsync<Fault>(() => session.ExecuteAsync(Tag(tenant), [sql], Token))).Kind.ShouldBe(FaultKind.AccessDenied);
        (await Should.ThrowAsync<Fault>(() => session.QueryAsync(Tag(tenant), sql, [], Token))).Kind.ShouldBe(FaultKind.AccessDenied);
    }

    [Fact]
    public async Task Rows_that_a_statement_touched_are_counted()
    {
        var (warehouse, tenant) = await ProvisionedAsync();
        await using var session = await warehouse.Sessions.OpenAsync(tenant, WarehouseRole.Transformer, Token);
        var table = warehouse.Name("STAGING", "counted");

        (await session.ExecuteAsync(Tag(tenant), [$"CREATE TABLE {table} (n integer)", $"INSERT INTO {table} VALUES (1), (2), (3)"], Token)).ShouldBe(3);
        (await session.ExecuteAsync(Tag(tenant), [$"DELETE FROM {table} WHERE n > 1"], Token)).ShouldBe(2);
        (await session.ExecuteAsync(Tag(tenant), [$"DROP TABLE {table}"], Token)).ShouldBe(-1);
    }
}

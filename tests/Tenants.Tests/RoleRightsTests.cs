using ControlPlane.Contracts;
using ControlPlane.Tenants.Tests.Hosting;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using Npgsql;

namespace ControlPlane.Tenants.Tests;

public sealed class RoleRightsTests(Warehouse warehouse)
{
    private const string Row = """INSERT INTO "RAW".github_events VALUES (gen_random_uuid(), now(), '{}', 'acme-dev', gen_random_uuid())""";
    private const string Load = """INSERT INTO "RAW"._loads (batch, run, table_name, rows) VALUES ('019a0000-0000-7000-8000-000000000001', gen_random_uuid(), 'github_events', 1) ON CONFLICT DO NOTHING""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Loader_inserts_into_RAW_and_can_do_nothing_else()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = await OnboardAsync(host);
        await using var loader = await LoginAsync(host, tenant, WarehouseRole.Loader);

        await RunAsync(loader, Row);
        (await RunAsync(loader, Load)).ShouldBe(1);
        (await RunAsync(loader, Load)).ShouldBe(0);
        await using (var copy = await loader.BeginTextImportAsync("""COPY "RAW".github_events FROM STDIN""", Token))
            await copy.WriteAsync("019a0000-0000-7000-8000-000000000001\t2026-01-01\t{}\tacme-dev\t019a0000-0000-7000-8000-000000000001\n");

        foreach (var sql in new[]
        {
            """SELECT * FROM "RAW".github_events""", """UPDATE "RAW".github_events SET _tenant = 'x'""", """DELETE FROM "RAW".github_events""", """TRUNCATE "RAW".github_events""",
            """SELECT * FROM "RAW"._loads""", """DROP TABLE "RAW".github_events""", """CREATE TABLE "RAW".x (i int)""", """CREATE TABLE "STAGING".x (i int)""", "CREATE TABLE public.x (i int)",
            "CREATE TEMPORARY TABLE x (i int)", "CREATE SCHEMA x", """ALTER TABLE "RAW".github_events ADD COLUMN x int""", "CREATE ROLE x", "CREATE DATABASE x",
        }) await RefusedAsync(loader, sql);
    }

    [Fact]
    public async Task Transformer_reads_RAW_creates_in_the_other_schemas_and_cannot_write_RAW()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = await OnboardAsync(host);
        await using var transformer = await LoginAsync(host, tenant, WarehouseRole.Transformer);

        await RunAsync(transformer, """SELECT * FROM "RAW".github_events""");
        foreach (var schema in new[] { "STAGING", "INTERMEDIATE", "MARTS", "STAGING__NEXT", "INTERMEDIATE__NEXT", "MARTS__NEXT", "STAGING__KEPT", "INTERMEDIATE__KEPT", "MARTS__KEPT", "TEST_FAILURES" })
        {
            await RunAsync(transformer, $"CREATE TABLE \"{schema}\".made AS SELECT 1 AS one");
            await RunAsync(transformer, $"CREATE VIEW \"{schema}\".seen AS SELECT * FROM \"{schema}\".made");
        }

        foreach (var sql in new[]
        {
            Row, Load, """UPDATE "RAW".github_events SET _tenant = 'x'""", """DELETE FROM "RAW".github_events""", """CREATE TABLE "RAW".x (i int)""", "CREATE TABLE public.x (i int)",
            "CREATE SCHEMA x", """DROP TABLE "RAW".github_events""",
        }) await RefusedAsync(transformer, sql);
        // Increments of models go through one.
        await RunAsync(transformer, "CREATE TEMPORARY TABLE x (i int)");
        (await host.DifferencesAsync(tenant)).ShouldBeEmpty("what the transformer makes is no drift");
    }

    [Fact]
    public async Task Reader_selects_from_MARTS_only_whatever_is_made_there_later()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = await OnboardAsync(host);
        await using var transformer = await LoginAsync(host, tenant, WarehouseRole.Transformer);
        await using var reader = await LoginAsync(host, tenant, WarehouseRole.Reader);

        await RunAsync(transformer, """CREATE TABLE "MARTS".daily AS SELECT 1 AS one""");
        await RunAsync(transformer, """CREATE VIEW "MARTS".weekly AS SELECT * FROM "MARTS".daily""");
        await RunAsync(transformer, """CREATE TABLE "STAGING".hidden AS SELECT 1 AS one""");

        await RunAsync(reader, """SELECT * FROM "MARTS".daily""");
        await RunAsync(reader, """SELECT * FROM "MARTS".weekly""");
        foreach (var sql in new[]
        {
            """SELECT * FROM "STAGING".hidden""", """SELECT * FROM "RAW".github_events""", """INSERT INTO "MARTS".daily VALUES (2)""", """DELETE FROM "MARTS".daily""",
            """DROP TABLE "MARTS".daily""", """CREATE TABLE "MARTS".x (i int)""", "CREATE TEMPORARY TABLE x (i int)",
        }) await RefusedAsync(reader, sql);
    }

    [Fact]
    public async Task Reader_sees_what_is_built_beside_only_when_it_is_moved_into_MARTS()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = await OnboardAsync(host);
        await using var transformer = await LoginAsync(host, tenant, WarehouseRole.Transformer);
        await using var reader = await LoginAsync(host, tenant, WarehouseRole.Reader);

        await RunAsync(transformer, """CREATE TABLE "MARTS__NEXT".daily AS SELECT 1 AS one""");
        await RefusedAsync(reader, """SELECT * FROM "MARTS__NEXT".daily""");

        await RunAsync(transformer, """ALTER TABLE "MARTS__NEXT".daily SET SCHEMA "MARTS" """);
        await RunAsync(reader, """SELECT * FROM "MARTS".daily""");

        await RunAsync(transformer, """ALTER TABLE "MARTS".daily SET SCHEMA "MARTS__KEPT" """);
        await RunAsync(transformer, """CREATE TABLE "MARTS__KEPT".__published (i int)""");
        await RefusedAsync(reader, """SELECT * FROM "MARTS__KEPT".daily""");
        (await host.DifferencesAsync(tenant)).ShouldBeEmpty("what publishing does is no drift");
    }

    [Fact]
    public async Task No_role_connects_to_any_database_but_its_own()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = await OnboardAsync(host);
        var other = await OnboardAsync(host);
        var control = new NpgsqlConnectionStringBuilder(await warehouse.NewControlDatabaseAsync()).Database!;

        foreach (var role in Enum.GetValues<WarehouseRole>())
            foreach (var database in new[] { other.DatabaseName, "postgres", "template1", control })
            {
                var refusal = await Should.ThrowAsync<PostgresException>(async () => await warehouse.LoginAsync(tenant, role, await host.PasswordAsync(tenant, role), database));
                refusal.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, $"{role} in {database}");
            }
    }

    [Fact]
    public async Task Role_has_no_more_connections_than_the_spec_allows()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant, "blueprint: github-events\nwarehouse: { connectionLimit: 1 }\n");

        await using var first = await LoginAsync(host, tenant, WarehouseRole.Reader);
        (await Should.ThrowAsync<PostgresException>(() => LoginAsync(host, tenant, WarehouseRole.Reader))).SqlState.ShouldBe(PostgresErrorCodes.TooManyConnections);
    }

    private static async Task<TenantId> OnboardAsync(TenantsHost host)
    {
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant);
        return tenant;
    }

    private async Task<NpgsqlConnection> LoginAsync(TenantsHost host, TenantId tenant, WarehouseRole role) => await warehouse.LoginAsync(tenant, role, await host.PasswordAsync(tenant, role));

    private static async Task<int> RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task RefusedAsync(NpgsqlConnection connection, string sql) =>
        (await Should.ThrowAsync<PostgresException>(() => RunAsync(connection, sql), sql)).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, sql);
}

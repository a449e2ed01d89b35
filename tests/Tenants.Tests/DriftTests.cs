using ControlPlane.Contracts;
using ControlPlane.Tenants.Tests.Hosting;
using ControlPlane.Testing;
using Npgsql;

namespace ControlPlane.Tenants.Tests;

public sealed class DriftTests(Warehouse warehouse)
{
    private static readonly string[] TwoTables = ["github_events", "_loads"];

    /// <summary>What somebody does by hand as the superuser, and the difference that must be reported. {p} stands for the tenant's prefix, {admin} for the administrator.</summary>
    public static TheoryData<string, string> ByHand => new()
    {
        { "REVOKE USAGE ON SCHEMA \"MARTS\" FROM \"{p}_READER\"", "USAGE on schema MARTS missing for {p}_READER" },
        { "REVOKE CREATE ON SCHEMA \"STAGING\" FROM \"{p}_TRANSFORMER\"", "CREATE on schema STAGING missing for {p}_TRANSFORMER" },
        { "REVOKE INSERT ON \"RAW\".github_events FROM \"{p}_LOADER\"", "INSERT on table RAW.github_events missing for {p}_LOADER" },
        { "GRANT SELECT ON \"RAW\".github_events TO \"{p}_LOADER\"", "SELECT on table RAW.github_events not declared for {p}_LOADER" },
        { "GRANT SELECT (_tenant) ON \"RAW\".github_events TO \"{p}_READER\"", "SELECT on column _tenant of RAW.github_events not declared for {p}_READER" },
        { "GRANT USAGE ON SCHEMA \"MARTS\" TO \"{p}_READER\" WITH GRANT OPTION", "USAGE on schema MARTS may be passed on by {p}_READER" },
        { "GRANT CONNECT ON DATABASE \"{p}_RAW\" TO PUBLIC", "CONNECT on database {p}_RAW not declared for PUBLIC" },
        { "REVOKE CONNECT ON DATABASE \"{p}_RAW\" FROM \"{p}_READER\"", "CONNECT on database {p}_RAW missing for {p}_READER" },
        { "GRANT USAGE, CREATE ON SCHEMA public TO \"{p}_READER\"", "CREATE, USAGE on schema public not declared for {p}_READER" },
        { "ALTER ROLE \"{p}_READER\" NOLOGIN", "LOGIN missing on {p}_READER" },
        { "ALTER ROLE \"{p}_READER\" CREATEDB CONNECTION LIMIT 3", "CREATEDB not declared, connection limit 3 instead of 20 on {p}_READER" },
        { "SET ROLE {admin}; GRANT \"{p}_LOADER\" TO \"{p}_READER\"", "membership of {p}_READER in {p}_LOADER not declared" },
        { "ALTER ROLE \"{p}_READER\" SET statement_timeout = '1s'", "setting statement_timeout of role {p}_READER not declared" },
        { "ALTER SCHEMA \"MARTS\" OWNER TO \"{p}_TRANSFORMER\"", "owner of schema MARTS is {p}_TRANSFORMER instead of {admin}" },
        { "ALTER DEFAULT PRIVILEGES FOR ROLE \"{p}_TRANSFORMER\" IN SCHEMA \"MARTS\" REVOKE SELECT ON TABLES FROM \"{p}_READER\"", "SELECT on default privileges: future tables of {p}_TRANSFORMER in schema MARTS missing for {p}_READER" },
        { "ALTER DEFAULT PRIVILEGES FOR ROLE \"{p}_TRANSFORMER\" GRANT SELECT ON TABLES TO PUBLIC", "SELECT on default privileges: future tables of {p}_TRANSFORMER in every schema not declared for PUBLIC" },
        { "DROP TABLE \"RAW\".github_events", "table RAW.github_events missing" },
        { "DROP SCHEMA \"INTERMEDIATE\" CASCADE", "schema INTERMEDIATE missing in {p}_RAW" },
        { "ALTER TABLE \"RAW\"._loads DROP CONSTRAINT _loads_pkey", "primary key of RAW._loads is missing" },
        { "ALTER TABLE \"RAW\".github_events DROP COLUMN _batch", "column _batch of RAW.github_events missing" },
        { "COMMENT ON ROLE \"{p}_LOADER\" IS NULL", "password of {p}_LOADER is not the one in the secret store" },
    };

    [Fact]
    public async Task Every_change_by_hand_is_reported_exactly_and_repaired_by_apply()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant);

        foreach (var (sql, difference) in ByHand.Select(row => row.Data))
        {
            await warehouse.ExecuteAsync(tenant.DatabaseName, Fill(sql));
            (await host.DifferencesAsync(tenant)).ShouldContain(Fill(difference));
            await host.ApplyAsync(tenant);
        }

        string Fill(string text) => text.Replace("{p}", tenant.WarehousePrefix, StringComparison.Ordinal).Replace("{admin}", warehouse.AdministratorName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drift_becomes_a_condition_with_the_difference_and_stays_until_somebody_applies()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant);

        await warehouse.ExecuteAsync(tenant.DatabaseName, $"REVOKE USAGE ON SCHEMA \"MARTS\" FROM \"{tenant.WarehousePrefix}_READER\"");
        var drifted = await host.ConditionAsync(tenant, "Drifted", "True");
        ((string)drifted["message"]!).ShouldBe($"USAGE on schema MARTS missing for {tenant.WarehousePrefix}_READER");
        await host.ConditionAsync(tenant, "Synced", "False", "Drifted");
        (await warehouse.ScalarAsync<bool>(tenant.DatabaseName, $"SELECT has_schema_privilege('{tenant.WarehousePrefix}_READER', 'MARTS', 'USAGE')")).ShouldBeFalse();

        await host.ApplyAsync(tenant);
        await host.ConditionAsync(tenant, "Drifted", "False");
    }

    [Fact]
    public async Task What_cannot_be_asked_is_unknown_and_not_in_sync()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant);

        await warehouse.ExecuteAsync("postgres", $"ALTER DATABASE \"{tenant.DatabaseName}\" ALLOW_CONNECTIONS false");
        await host.ConditionAsync(tenant, "Synced", "Unknown");
        (await host.Client.GetAsync($"/v1/tenants/{tenant}/plan", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(System.Net.HttpStatusCode.ServiceUnavailable);

        await warehouse.ExecuteAsync("postgres", $"ALTER DATABASE \"{tenant.DatabaseName}\" ALLOW_CONNECTIONS true");
        await host.ConditionAsync(tenant, "Synced", "True");
    }

    [Fact]
    public async Task Server_that_cannot_be_reached_is_not_named_to_those_who_ask()
    {
        var address = new NpgsqlConnectionStringBuilder(warehouse.Administrator) { Port = 1 }.ConnectionString;
        await using var host = await TenantsHost.StartAsync(warehouse, settings: new() { ["ControlPlane:Warehouse"] = address });
        var tenant = PostgresFixture.NewTenant();
        (await host.PutAsync(tenant, "blueprint: github-events")).EnsureSuccessStatusCode();

        var condition = await host.ConditionAsync(tenant, "Synced", "Unknown");
        var plan = await host.Client.GetAsync($"/v1/tenants/{tenant}/plan", TestContext.Current.CancellationToken);

        plan.StatusCode.ShouldBe(System.Net.HttpStatusCode.ServiceUnavailable);
        foreach (var text in new[] { condition.ToJsonString(), await plan.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) })
        {
            text.ShouldContain("could not be asked");
            text.ShouldNotContain("127.0.0.1");
        }
        host.Log.Text.ShouldContain("127.0.0.1:1");
    }

    [Fact]
    public async Task Table_and_schema_that_nobody_declared_are_dropped_only_when_that_is_confirmed()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        await host.OnboardAsync(tenant);

        await warehouse.ExecuteAsync(tenant.DatabaseName, $"SET ROLE {warehouse.AdministratorName}; CREATE TABLE \"RAW\".extra (i int); CREATE SCHEMA extra; CREATE TABLE extra.t (i int)");
        (await host.DifferencesAsync(tenant)).ShouldBe(["table RAW.extra not declared", "schema extra not declared"]);
        (await RawTablesAsync(tenant)).ShouldBe(["extra", .. TwoTables], ignoreOrder: true);
        await host.ApplyAsync(tenant, confirm: true);
        (await RawTablesAsync(tenant)).ShouldBe(TwoTables, ignoreOrder: true);
    }

    private async Task<string[]> RawTablesAsync(TenantId tenant) =>
        (await warehouse.ScalarAsync<string>(tenant.DatabaseName, "SELECT string_agg(tablename, ',') FROM pg_tables WHERE schemaname = 'RAW'"))!.Split(',');
}

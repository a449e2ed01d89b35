using ControlPlane.Contracts;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.Credentials;
using Npgsql;

namespace ControlPlane.Activation.Tests.Hosting;

/// <summary>A tenant's database with its schemas and a READER that may select from MARTS and nothing else.</summary>
internal sealed class TenantWarehouse(PostgresFixture postgres, TenantId tenant) : IAsyncDisposable
{
    private NpgsqlDataSource _admin = null!;

    public async Task CreateAsync(WarehouseCredentials credentials)
    {
        var password = await credentials.EnsureAsync(tenant, WarehouseRole.Reader, CancellationToken.None);
        var reader = $"\"{tenant.RoleName(WarehouseRole.Reader)}\"";
        await using (var server = postgres.OpenAsSuperuser("postgres"))
        {
            await RunAsync(server, $"CREATE DATABASE \"{tenant.DatabaseName}\"");
            await RunAsync(server, $"CREATE ROLE {reader} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD '{password}'");
            await RunAsync(server, $"REVOKE ALL ON DATABASE \"{tenant.DatabaseName}\" FROM PUBLIC; GRANT CONNECT ON DATABASE \"{tenant.DatabaseName}\" TO {reader}");
        }
        _admin = postgres.OpenAsSuperuser(tenant.DatabaseName);
        await ExecuteAsync($"""
            CREATE SCHEMA "RAW"; CREATE SCHEMA "STAGING"; CREATE SCHEMA "INTERMEDIATE"; CREATE SCHEMA "MARTS";
            REVOKE ALL ON SCHEMA public FROM PUBLIC;
            GRANT USAGE ON SCHEMA "MARTS" TO {reader};
            ALTER DEFAULT PRIVILEGES IN SCHEMA "MARTS" GRANT SELECT ON TABLES TO {reader};
            CREATE TABLE "RAW".secrets_of_raw (value text);
            """);
    }

    public Task ExecuteAsync(string sql) => RunAsync(_admin, sql);

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = _admin.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_admin is not null) await _admin.DisposeAsync();
    }

    private static async Task RunAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 120;
        await command.ExecuteNonQueryAsync();
    }
}

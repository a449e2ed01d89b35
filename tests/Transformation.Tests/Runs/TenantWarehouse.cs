using ControlPlane.Contracts;
using ControlPlane.EmbeddedPostgres.Platform;
using ControlPlane.Secrets;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.Credentials;
using Dapper;
using Npgsql;

namespace ControlPlane.Transformation.Tests.Runs;

/// <summary>A tenant's database, schemas and roles with exactly the grants that provisioning gives them.</summary>
internal sealed class TenantWarehouse : IAsyncDisposable
{
    private readonly NpgsqlDataSource _admin;
    private readonly NpgsqlDataSource _reader;

    private TenantWarehouse(TenantId tenant, NpgsqlDataSource admin, NpgsqlDataSource reader) => (Tenant, _admin, _reader) = (tenant, admin, reader);

    public TenantId Tenant { get; }

    public static async Task<TenantWarehouse> CreateAsync(PlatformDatabase platform, ISecretStore secrets)
    {
        var tenant = PostgresFixture.NewTenant();
        var credentials = new WarehouseCredentials(secrets);
        await using var server = NpgsqlDataSource.Create(platform.Warehouse);
        foreach (var role in Enum.GetValues<WarehouseRole>())
            await ExecuteAsync(server, $"CREATE ROLE \"{tenant.RoleName(role)}\" LOGIN PASSWORD '{await credentials.EnsureAsync(tenant, role, CancellationToken.None)}'");
        await ExecuteAsync(server, $"CREATE DATABASE \"{tenant.DatabaseName}\"");
        var admin = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(platform.Warehouse) { Database = tenant.DatabaseName, Pooling = true });
        var (loader, transformer, reader) = (tenant.RoleName(WarehouseRole.Loader), tenant.RoleName(WarehouseRole.Transformer), tenant.RoleName(WarehouseRole.Reader));
        foreach (var schema in WarehouseNames.Schemas) await ExecuteAsync(admin, $"CREATE SCHEMA \"{schema}\"");
        await ExecuteAsync(admin, $"""
            GRANT USAGE ON SCHEMA "RAW" TO "{loader}", "{transformer}";
            ALTER DEFAULT PRIVILEGES IN SCHEMA "RAW" GRANT SELECT ON TABLES TO "{transformer}";
            GRANT USAGE, CREATE ON SCHEMA {string.Join(", ", WarehouseNames.Schemas.Skip(1).Select(schema => $"\"{schema}\""))} TO "{transformer}";
            GRANT USAGE ON SCHEMA "MARTS" TO "{reader}";
            """);
        // Provisioning logs in as an administrator that is a member of the tenant's roles; so does this.
        await ExecuteAsync(admin, $"""
            GRANT "{transformer}" TO CURRENT_USER;
            ALTER DEFAULT PRIVILEGES FOR ROLE "{transformer}" IN SCHEMA "MARTS", "MARTS__NEXT", "MARTS__KEPT" GRANT SELECT ON TABLES TO "{reader}";
            """);
        var readerLogin = new NpgsqlConnectionStringBuilder(platform.Warehouse)
        {
            Database = tenant.DatabaseName,
            Username = reader,
            Password = await credentials.GetAsync(tenant, WarehouseRole.Reader, CancellationToken.None),
        };
        return new TenantWarehouse(tenant, admin, NpgsqlDataSource.Create(readerLogin));
    }

    public Task AsAdminAsync(string sql) => ExecuteAsync(_admin, sql);

    public async Task<T?> AdminAsync<T>(string sql)
    {
        await using var connection = await _admin.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    public async Task<T?> ReaderAsync<T>(string sql)
    {
        await using var connection = await _reader.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    public ValueTask<NpgsqlConnection> OpenReaderAsync() => _reader.OpenConnectionAsync();

    public ValueTask<NpgsqlConnection> OpenAdminAsync() => _admin.OpenConnectionAsync();

    /// <summary>As the role that runs the models.</summary>
    public Task AsTransformerAsync(string sql) => AsAdminAsync($"BEGIN; SET LOCAL ROLE \"{Tenant.RoleName(WarehouseRole.Transformer)}\"; {sql}; COMMIT");

    /// <summary>The tables and views of the three schemas, as <c>MARTS.daily</c>.</summary>
    public Task<IReadOnlyList<string>> RelationsAsync() => RelationsAsync("STAGING", "INTERMEDIATE", "MARTS");

    public async Task<IReadOnlyList<string>> RelationsAsync(params string[] schemas)
    {
        await using var connection = await _admin.OpenConnectionAsync();
        return (await connection.QueryAsync<string>("""
            SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ANY(@schemas) AND c.relkind IN ('r', 'v') ORDER BY 1
            """, new { schemas })).AsList();
    }

    /// <summary>A table with one column of text per name.</summary>
    public Task RawTableAsync(string name, string columns, params string[] rows) =>
        AsAdminAsync($"CREATE TABLE \"RAW\".\"{name}\" ({columns}){(rows.Length == 0 ? "" : $"; INSERT INTO \"RAW\".\"{name}\" VALUES {string.Join(", ", rows)}")}");

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _admin.DisposeAsync();
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

internal static class Locking
{
    /// <summary>Whoever reads the table waits until this connection's transaction ends.</summary>
    public static Task LockAsync(this NpgsqlConnection connection, string table) => connection.ExecuteAsync($"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");
}

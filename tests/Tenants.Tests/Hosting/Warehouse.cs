using ControlPlane.Contracts;
using ControlPlane.EmbeddedPostgres.Platform;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using Npgsql;

namespace ControlPlane.Tenants.Tests.Hosting;

/// <summary>
/// One warehouse for the assembly. The platform is prepared once: preparing it again would change the administrator's password under the
/// tests that run beside. Each test still has a control database of its own.
/// </summary>
public sealed class Warehouse : IAsyncLifetime
{
    private readonly PostgresFixture _postgres = new();
    private PlatformDatabase _platform = null!;

    public string Administrator => _platform.Warehouse;

    /// <summary>The administrator's role.</summary>
    public string AdministratorName => new NpgsqlConnectionStringBuilder(Administrator).Username!;

    public async ValueTask InitializeAsync()
    {
        await _postgres.InitializeAsync();
        _platform = await _postgres.NewPlatformAsync();
    }

    public async Task<string> NewControlDatabaseAsync()
    {
        var name = $"control_{Guid.NewGuid():N}";
        await ExecuteAsync("postgres", $"CREATE ROLE {name} LOGIN PASSWORD '{name}'");
        await ExecuteAsync("postgres", $"CREATE DATABASE {name} OWNER {name}");
        await ExecuteAsync("postgres", $"REVOKE ALL ON DATABASE {name} FROM PUBLIC");
        return new NpgsqlConnectionStringBuilder(_postgres.Server.SuperuserConnectionString) { Database = name, Username = name, Password = name }.ConnectionString;
    }

    /// <summary>As the server's superuser, in any database.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var source = _postgres.OpenAsSuperuser(database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T?> ScalarAsync<T>(string database, string sql)
    {
        await using var source = _postgres.OpenAsSuperuser(database);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>A connection as one of a tenant's roles, not pooled.</summary>
    public async Task<NpgsqlConnection> LoginAsync(TenantId tenant, WarehouseRole role, string password, string? database = null)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_platform.Warehouse)
        {
            Database = database ?? tenant.DatabaseName, Username = tenant.RoleName(role), Password = password, Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public ValueTask DisposeAsync() => _postgres.DisposeAsync();
}

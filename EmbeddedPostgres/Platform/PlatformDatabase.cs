using System.Security.Cryptography;
using Npgsql;

namespace ControlPlane.EmbeddedPostgres.Platform;

/// <summary>
/// What the control plane needs of a server: the control database with an owner that is no superuser (so that row level security binds
/// it), and an administrator for warehouses that may create databases and roles and nothing more.
/// </summary>
/// <param name="Control">Connection string of the control database.</param>
/// <param name="Warehouse">Connection string of the warehouse administrator.</param>
public sealed record PlatformDatabase(string Control, string Warehouse)
{
    private const string WarehouseRole = "warehouse_admin";

    /// <summary>Makes what is missing; both passwords are new on every start, since only this process uses them.</summary>
    /// <param name="name">Of the control database and of its owner.</param>
    public static async Task<PlatformDatabase> PrepareAsync(PostgresServer server, CancellationToken cancellationToken, string name = "control")
    {
        await using var source = NpgsqlDataSource.Create(server.SuperuserConnectionString);
        var control = await LoginAsync(source, name, "NOCREATEDB NOCREATEROLE", cancellationToken);
        var warehouse = await LoginAsync(source, WarehouseRole, "CREATEDB CREATEROLE", cancellationToken);
        // To see and to end the sessions of tenants' roles, which metering and suspension need.
        await ExecuteAsync(source, $"GRANT pg_read_all_stats, pg_signal_backend TO {WarehouseRole}", cancellationToken);
        await using (var exists = source.CreateCommand("SELECT 1 FROM pg_database WHERE datname = $1"))
        {
            exists.Parameters.Add(new() { Value = name });
            if (await exists.ExecuteScalarAsync(cancellationToken) is null) await ExecuteAsync(source, $"CREATE DATABASE \"{name}\" OWNER \"{name}\"", cancellationToken);
        }
        // No tenant's role gets into any database but its own.
        await ExecuteAsync(source, $"REVOKE ALL ON DATABASE \"{name}\" FROM PUBLIC; REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC; GRANT CONNECT ON DATABASE postgres TO {WarehouseRole}", cancellationToken);
        return new PlatformDatabase(For(server, name, name, control), For(server, WarehouseRole, "postgres", warehouse));
    }

    private static async Task<string> LoginAsync(NpgsqlDataSource source, string role, string attributes, CancellationToken cancellationToken)
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await using var exists = source.CreateCommand("SELECT 1 FROM pg_roles WHERE rolname = $1");
        exists.Parameters.Add(new() { Value = role });
        var verb = await exists.ExecuteScalarAsync(cancellationToken) is null ? "CREATE" : "ALTER";
        await ExecuteAsync(source, $"{verb} ROLE \"{role}\" LOGIN NOSUPERUSER NOREPLICATION NOBYPASSRLS {attributes} PASSWORD '{password}'", cancellationToken);
        return password;
    }

    private static string For(PostgresServer server, string user, string database, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = server.Host,
        Port = server.Port,
        Username = user,
        Password = password,
        Database = database,
    }.ConnectionString;

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

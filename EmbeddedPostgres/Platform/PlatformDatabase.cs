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
    /// <summary>Makes what is missing; both passwords are new on every start, since only this process uses them.</summary>
    /// <param name="suffix">Appended to the names of database and roles, for several platforms on one server.</param>
    public static async Task<PlatformDatabase> PrepareAsync(PostgresServer server, CancellationToken cancellationToken, string suffix = "")
    {
        var (control, warehouse) = ($"control{suffix}", $"warehouse_admin{suffix}");
        await using var connection = new NpgsqlConnection(server.SuperuserConnectionString);
        await connection.OpenAsync(cancellationToken);
        // Two at once would change the same rows of the catalogs.
        await ExecuteAsync(connection, "SELECT pg_advisory_lock(4711002)", cancellationToken);
        var controlPassword = await LoginAsync(connection, control, "NOCREATEDB NOCREATEROLE", cancellationToken);
        var warehousePassword = await LoginAsync(connection, warehouse, "CREATEDB CREATEROLE", cancellationToken);
        if (!await ExistsAsync(connection, "SELECT 1 FROM pg_database WHERE datname = $1", control, cancellationToken))
            await ExecuteAsync(connection, $"""CREATE DATABASE "{control}" OWNER "{control}" """, cancellationToken);
        // The administrator sees and ends the sessions of tenants' roles, which metering and suspension need. No tenant's role gets
        // into any database but its own.
        await ExecuteAsync(connection, $"""
            GRANT pg_read_all_stats, pg_signal_backend TO "{warehouse}";
            REVOKE ALL ON DATABASE "{control}", postgres, template1 FROM PUBLIC;
            GRANT CONNECT ON DATABASE postgres TO "{warehouse}";
            """, cancellationToken);
        await ExecuteAsync(connection, "SELECT pg_advisory_unlock(4711002)", cancellationToken);
        return new PlatformDatabase(For(server, control, control, controlPassword), For(server, warehouse, "postgres", warehousePassword));
    }

    private static async Task<string> LoginAsync(NpgsqlConnection connection, string role, string attributes, CancellationToken cancellationToken)
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var verb = await ExistsAsync(connection, "SELECT 1 FROM pg_roles WHERE rolname = $1", role, cancellationToken) ? "ALTER" : "CREATE";
        await ExecuteAsync(connection, $"""{verb} ROLE "{role}" LOGIN NOSUPERUSER NOREPLICATION NOBYPASSRLS {attributes} PASSWORD '{password}'""", cancellationToken);
        return password;
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string sql, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = name } } };
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private static string For(PostgresServer server, string user, string database, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = server.Host,
        Port = server.Port,
        Username = user,
        Password = password,
        Database = database,
    }.ConnectionString;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

using System.Globalization;
using ControlPlane.AppHost.Embedded;
using ControlPlane.EmbeddedPostgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ControlPlane.EndToEnd.Processes;

/// <summary>The PostgreSQL of a data folder as its superuser, whom row level security does not bind.</summary>
internal sealed class Server(string connectionString, PostgresServer? owned = null) : IAsyncDisposable
{
    /// <summary>Of an AppHost that runs.</summary>
    public static Server Of(DataFolder data) => new(new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = int.Parse(File.ReadAllText(Path.Combine(data.Postgres, "port")), CultureInfo.InvariantCulture),
        Username = "postgres",
        Password = File.ReadAllText(Path.Combine(data.Postgres, "superuser.password")).Trim(),
        Pooling = false,
        Timeout = 5,
    }.ConnectionString);

    /// <summary>Of a data folder that nobody works on; started for this, and stopped when this is disposed.</summary>
    public static async Task<Server> StartAsync(string data)
    {
        var server = await PostgresServer.StartAsync(new EmbeddedPostgresOptions { DataDirectory = new DataFolder(data).Postgres }, NullLogger.Instance, CancellationToken.None);
        return new Server(new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString) { Pooling = false }.ConnectionString, server);
    }

    /// <summary>The process id of the postmaster, as its folder names it.</summary>
    public static int ProcessId(DataFolder data) =>
        int.Parse(File.ReadLines(Path.Combine(data.Postgres, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    public async Task<T> ValueAsync<T>(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException($"Nothing came of {sql}"));
    }

    public async Task<List<string>> ListAsync(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var all = new List<string>();
        while (await rows.ReadAsync()) all.Add(rows.GetString(0));
        return all;
    }

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder(connectionString) { Database = database }.ConnectionString;

    public async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(ConnectionString(database));
        await connection.OpenAsync();
        return connection;
    }

    public ValueTask DisposeAsync() => owned?.DisposeAsync() ?? ValueTask.CompletedTask;
}

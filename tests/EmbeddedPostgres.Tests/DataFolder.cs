using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ControlPlane.EmbeddedPostgres.Tests;

/// <summary>A folder of its own for each test, and servers started in it.</summary>
public sealed class DataFolder : IDisposable
{
    public DataFolder()
    {
        Root = Directory.CreateTempSubdirectory("embedded-postgres-").FullName;
        // As an ordinary project folder: others may enter it.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Root, File.GetUnixFileMode(Root) | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
    }

    public string Root { get; }

    public string Data => Path.Combine(Root, "postgres");

    public string Cluster => Path.Combine(Data, "data");

    public EmbeddedPostgresOptions Options => new() { DataDirectory = Data, Durable = false };

    public Task<PostgresServer> StartAsync(EmbeddedPostgresOptions? options = null, ILogger? logger = null) =>
        PostgresServer.StartAsync(options ?? Options, logger ?? NullLogger.Instance, TestContext.Current.CancellationToken);

    public static async Task<object?> QueryAsync(PostgresServer server, string sql)
    {
        // No pool: a pooled connection would outlive the server it belongs to.
        await using var connection = new NpgsqlConnection(server.SuperuserConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // Test SQL is constant.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

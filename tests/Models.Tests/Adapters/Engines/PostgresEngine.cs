using ControlPlane.Testing;
using Npgsql;

namespace ControlPlane.Models.Tests.Adapters.Engines;

public sealed class PostgresEngine(PostgresFixture fixture) : IModelEngine
{
    public string NewTarget()
    {
        var name = $"m{Guid.NewGuid():N}";
        var superuser = new NpgsqlConnectionStringBuilder(fixture.Server.SuperuserConnectionString);
        using var connection = new NpgsqlConnection(superuser.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        command.ExecuteNonQuery();
        return $"{{type: postgres, host: {superuser.Host}, port: {superuser.Port}, user: {superuser.Username}, password: '{superuser.Password}', dbname: {name}, schema: dev, threads: 4}}";
    }
}

using ControlPlane.Contracts;
using Npgsql;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

/// <summary>Logs in as the warehouse's administrator, to its own database or to a tenant's.</summary>
internal sealed class PostgresAdministrator(PostgresWarehouseOptions options) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = new NpgsqlDataSourceBuilder(
        new NpgsqlConnectionStringBuilder(options.AdminConnectionString) { ApplicationName = "controlplane provisioning", MaxPoolSize = 8, ConnectionIdleLifetime = 30 }.ConnectionString)
    { Name = "warehouse administrator" }.Build();

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    /// <summary>Not pooled: with hundreds of tenants, idle connections would cost more than opening one a minute.</summary>
    public async Task<NpgsqlConnection> OpenAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.AdminConnectionString) { Database = tenant.DatabaseName, ApplicationName = "controlplane provisioning", Pooling = false };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs statements in one transaction and one round trip.</summary>
    public static async Task ExecuteAsync(NpgsqlConnection connection, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in statements) batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}

using Npgsql;

namespace ControlPlane.Reconciliation;

/// <summary>
/// The control database, opened either for one tenant or for the whole fleet. Row level security in the database does the rest:
/// a connection that names neither sees no row of any tenant.
/// </summary>
public sealed class ControlDatabase : IAsyncDisposable
{
    /// <summary>The value of <c>app.tenant</c> that sees every tenant; used by workers, never by a request made with a tenant's key.</summary>
    public const string Fleet = "*";

    private readonly NpgsqlDataSource _fleet;
    private readonly NpgsqlDataSource _tenant;

    /// <param name="connectionString">The control database as the services' own role, which must not be a superuser.</param>
    public ControlDatabase(string connectionString)
    {
        _tenant = Build(connectionString, "control-tenant", options: null);
        _fleet = Build(connectionString, "control-fleet", options: $"-c app.tenant={Fleet}");
    }

    /// <summary>A connection that sees every tenant.</summary>
    public ValueTask<NpgsqlConnection> OpenFleetAsync(CancellationToken cancellationToken) => _fleet.OpenConnectionAsync(cancellationToken);

    /// <summary>A connection that sees the rows of one tenant and can write no other.</summary>
    public async ValueTask<NpgsqlConnection> OpenTenantAsync(string tenant, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        if (tenant == Fleet) throw new ArgumentException("Name a tenant; the fleet has a method of its own.", nameof(tenant));
        var connection = await _tenant.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var scope = new NpgsqlCommand("SELECT set_config('app.tenant', $1, false)", connection) { Parameters = { new() { Value = tenant } } };
            await scope.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        await _tenant.DisposeAsync();
    }

    private static NpgsqlDataSource Build(string connectionString, string name, string? options)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Options = options, ApplicationName = name, MaxPoolSize = 40 };
        // Named, so that no metric label ever shows the connection string.
        return new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name }.Build();
    }
}

using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Warehouses.Credentials;
using ControlPlane.Warehouses.Postgres.Provisioning;
using ControlPlane.Warehouses.Postgres.Views;
using Npgsql;

namespace ControlPlane.Warehouses.Postgres;

/// <summary>A PostgreSQL server in which every tenant has a database and three roles of its own.</summary>
public sealed class PostgresWarehouse(PostgresWarehouseOptions options, WarehouseCredentials credentials, IStatementMeter meter, TimeProvider time) : IWarehouse, IAsyncDisposable
{
    private readonly PostgresAdministrator _administrator = new(options);
    private readonly ConcurrentDictionary<(TenantId, WarehouseRole), (string Password, NpgsqlDataSource Source)> _sources = new();

    public WarehouseCapabilities Capabilities { get; } = new("PostgreSQL", MaxIdentifierBytes: 63, TransactionalDdl: true);

    public string Quote(string identifier) => PostgresIdentifier.Quote(identifier);

    public async Task<IWarehouseSession> OpenAsync(TenantId tenant, WarehouseRole role, CancellationToken cancellationToken)
    {
        var password = await credentials.GetAsync(tenant, role, cancellationToken);
        try
        {
            return new PostgresSession(tenant, role, await Source(tenant, role, password).OpenConnectionAsync(cancellationToken), meter, time);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw PostgresFaults.Translate(exception, tenant, role);
        }
    }

    /// <summary>How a role of the tenant logs in, with its password; for those who make sessions of their own. The fault of what goes wrong in them is <see cref="PostgresFaults"/>'.</summary>
    public async Task<NpgsqlConnectionStringBuilder> LoginAsync(TenantId tenant, WarehouseRole role, CancellationToken cancellationToken) =>
        Login(tenant, role, await credentials.GetAsync(tenant, role, cancellationToken));

    /// <summary>The same for everybody to see: without a password.</summary>
    public NpgsqlConnectionStringBuilder Login(TenantId tenant, WarehouseRole role) => Login(tenant, role, null);

    public async Task PublishAsync(TenantId tenant, RawView view, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _administrator.OpenAsync(tenant, cancellationToken);
            await PostgresPublish.RunAsync(connection, tenant, view, cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.InvalidCatalogName)
        {
            throw new Fault(FaultKind.AccessDenied, "TableMissing", $"RAW.{view.Table} of {tenant} cannot be published: {error.MessageText}. Apply the tenant's plan to create it.", error);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new Fault(FaultKind.Unavailable, "ViewBusy", $"The view of RAW.{view.Table} of {tenant} is being read and could not be replaced; it is tried again.", error);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
        {
            throw ProvisioningFaults.Translate(exception, tenant, $"the view of RAW.{view.Table} of");
        }
    }

    /// <summary>Closes what is pooled for a tenant; its next session logs in anew. Used when its roles change or it is offboarded.</summary>
    public async Task ForgetAsync(TenantId tenant)
    {
        foreach (var role in Enum.GetValues<WarehouseRole>())
            if (_sources.TryRemove((tenant, role), out var entry)) await entry.Source.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, source) in _sources.Values) await source.DisposeAsync();
        await _administrator.DisposeAsync();
    }

    private NpgsqlDataSource Source(TenantId tenant, WarehouseRole role, string password)
    {
        var entry = _sources.AddOrUpdate((tenant, role), _ => (password, Build(tenant, role, password)), (_, kept) =>
        {
            if (kept.Password == password) return kept;
            kept.Source.Dispose();
            return (password, Build(tenant, role, password));
        });
        return entry.Source;
    }

    private NpgsqlConnectionStringBuilder Login(TenantId tenant, WarehouseRole role, string? password) => new(options.AdminConnectionString)
    {
        Database = tenant.DatabaseName,
        Username = tenant.RoleName(role),
        Password = password,
        ApplicationName = $"controlplane {tenant}",
        MaxPoolSize = options.ConnectionsPerRole,
        MinPoolSize = 0,
        ConnectionIdleLifetime = 15,
        ConnectionPruningInterval = 5,
        CommandTimeout = 0,
        // A session of a machine that vanished holds its locks until the server notices: within half a minute, not two hours.
        Options = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3",
    };

    private NpgsqlDataSource Build(TenantId tenant, WarehouseRole role, string password) =>
        new NpgsqlDataSourceBuilder(Login(tenant, role, password).ConnectionString) { Name = $"warehouse {tenant} {role}" }.Build();
}

/// <param name="AdminConnectionString">A role that may create databases and roles; not a superuser. Only provisioning logs in as it.</param>
/// <param name="ConnectionsPerRole">How many connections a process keeps at most for one role of one tenant; default 8.</param>
public sealed record PostgresWarehouseOptions(string AdminConnectionString, int ConnectionsPerRole = 8);

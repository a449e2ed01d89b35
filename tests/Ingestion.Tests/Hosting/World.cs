using System.Security.Cryptography;
using ControlPlane.Contracts;
using ControlPlane.EmbeddedPostgres.Platform;
using ControlPlane.Testing;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Tests.Hosting;

/// <summary>What processes share: databases, lake, blueprints and one provisioned tenant.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new("ingestion");
    private readonly List<IngestionHost> _hosts = [];
    private readonly PlatformDatabase _platform;
    private readonly string _superuser;

    private World(PlatformDatabase platform, string superuser)
    {
        _platform = platform;
        _superuser = superuser;
        Settings = new()
        {
            ["ControlPlane:Database"] = platform.Control,
            ["ControlPlane:Warehouse"] = platform.Warehouse,
            ["ControlPlane:Lake"] = _folder["lake"],
            ["ControlPlane:Blueprints"] = Blueprint.Write(_folder["blueprints"]),
            ["ControlPlane:MasterKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["ControlPlane:OperatorToken"] = IngestionHost.OperatorToken,
            ["Ingestion:PrivateSources:0"] = "127.0.0.0/8",
            ["Ingestion:FirstRetry"] = "00:00:00.050",
            ["Ingestion:LongestRetry"] = "00:00:00.200",
            ["Ingestion:CancellationPoll"] = "00:00:00.050",
            ["Ingestion:SettleTime"] = "00:00:00.300",
        };
    }

    public TenantId Tenant { get; } = PostgresFixture.NewTenant();

    public Dictionary<string, string?> Settings { get; }

    public string Lake => _folder["lake"];

    public TemporaryFolder Folder => _folder;

    public static async Task<World> CreateAsync(PostgresFixture postgres) => new(await postgres.NewPlatformAsync(), postgres.Server.SuperuserConnectionString);

    /// <summary>A process of the service. The first one also provisions the tenant's warehouse.</summary>
    public async Task<IngestionHost> StartAsync(Action<Microsoft.Extensions.DependencyInjection.IServiceCollection>? change = null)
    {
        var host = await IngestionHost.StartAsync(this, change);
        if (_hosts.Count == 0)
            await host.PrepareWarehouseAsync("things_things", "changes_changes", "changes_things", "looks_looks", "files_things", "drop_things", "pushed_things", "pushed_other");
        _hosts.Add(host);
        return host;
    }

    /// <summary>Looks into the control database.</summary>
    public async Task<T> ControlAsync<T>(string sql, object? arguments = null)
    {
        await using var connection = await ControlAsync();
        return (await connection.ExecuteScalarAsync<T>(sql, arguments))!;
    }

    public async Task<NpgsqlConnection> ControlAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_platform.Control) { Options = "-c app.tenant=*" }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Looks into the tenant's warehouse.</summary>
    public async Task<T> WarehouseAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_superuser) { Database = Tenant.DatabaseName, Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    /// <summary>Every object of a layer, relative to it.</summary>
    public IReadOnlyList<string> Objects(string layer)
    {
        var folder = new DirectoryInfo(Path.Combine(Lake, "dev", layer));
        return folder.Exists ? [.. folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder.FullName, file.FullName)).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>The one data object of a layer, by its full path.</summary>
    public string Object(string layer) => Path.Combine(Lake, "dev", layer, Objects(layer).Single(name => name.EndsWith(".gz", StringComparison.Ordinal)));

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts) await host.DisposeAsync();
        _folder.Dispose();
    }
}

using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ControlPlane.Activation;
using ControlPlane.EmbeddedPostgres;
using ControlPlane.EmbeddedPostgres.Platform;
using ControlPlane.Ingestion;
using ControlPlane.Insights;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Tenants;
using ControlPlane.Testing;
using ControlPlane.Transformation;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ControlPlane.Benchmarks.Hosting;

/// <summary>PostgreSQL as AppHost runs it (durable), and services in this process as AppHost hosts them, reached over their REST APIs.</summary>
internal sealed class Platform : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly TemporaryFolder _folder;
    private readonly PlatformDatabase _database;

    private Platform(TemporaryFolder folder, PostgresServer server, ServiceHost host, PlatformDatabase database) =>
        (_folder, Server, Host, _database) = (folder, server, host, database);

    public PostgresServer Server { get; }

    public ServiceHost Host { get; }

    /// <summary>For whatever else a benchmark needs; removed at the end.</summary>
    public string Folder => _folder.Path;

    /// <summary>Connection string of the warehouse administrator.</summary>
    public string Warehouse => _database.Warehouse;

    public string ServerLog => _folder[Path.Combine("postgres", "server.log")];

    /// <param name="blueprints">Null: those of the repository.</param>
    /// <param name="all">False: only Tenants and Ingestion.</param>
    public static async Task<Platform> StartAsync(string? blueprints, bool all, CancellationToken cancellationToken)
    {
        var folder = new TemporaryFolder("platform");
        var server = await PostgresServer.StartAsync(new EmbeddedPostgresOptions { DataDirectory = folder["postgres"] }, NullLogger.Instance, cancellationToken);
        var database = await PlatformDatabase.PrepareAsync(server, cancellationToken);
        var settings = new Dictionary<string, string?>
        {
            ["ControlPlane:Lake"] = folder["lake"],
            ["ControlPlane:Blueprints"] = blueprints ?? Repository.Blueprints,
            ["ControlPlane:MasterKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["ControlPlane:SoleOwner"] = "true",
        };
        var host = await ServiceHost.StartAsync(database, builder =>
        {
            builder.AddModule(new TenantsModule());
            builder.AddModule(new IngestionModule());
            if (!all) return;
            builder.AddModule(new TransformationModule());
            builder.AddModule(new ActivationModule());
            builder.AddModule(new InsightsModule());
        }, settings);
        return new Platform(folder, server, host, database);
    }

    /// <summary>Declares a tenant and applies its plan; that it is provisioned is to be waited for.</summary>
    /// <returns>How many steps the plan has.</returns>
    public async Task<int> DeclareAsync(string tenant, JsonObject spec, CancellationToken cancellationToken)
    {
        await SendAsync(HttpMethod.Put, $"v1/tenants/{tenant}", spec, cancellationToken);
        var plan = await SendAsync(HttpMethod.Get, $"v1/tenants/{tenant}/plan", null, cancellationToken);
        await SendAsync(HttpMethod.Post, $"v1/tenants/{tenant}/apply", new JsonObject { ["hash"] = (string?)plan!["hash"], ["confirmDestructive"] = false }, cancellationToken);
        return plan["steps"]!.AsArray().Count;
    }

    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await Host.Operator.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? text.Length == 0 ? null : JsonNode.Parse(text) : throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {text}");
    }

    /// <summary>Looks into the control database, as a worker does.</summary>
    public Task<T> ControlAsync<T>(string sql, CancellationToken cancellationToken) => ScalarAsync<T>(new NpgsqlConnectionStringBuilder(_database.Control) { Options = "-c app.tenant=*" }, sql, cancellationToken);

    /// <summary>Looks into any database as the server's superuser.</summary>
    public Task<T> SuperuserAsync<T>(string database, string sql, CancellationToken cancellationToken) =>
        ScalarAsync<T>(new NpgsqlConnectionStringBuilder(Server.SuperuserConnectionString) { Database = database }, sql, cancellationToken);

    /// <summary>Asks the control database again and again until it says true.</summary>
    public async Task UntilAsync(string sql, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (!await ControlAsync<bool>(sql, patience.Token)) await Task.Delay(TimeSpan.FromMilliseconds(5), patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlConnectionStringBuilder settings, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

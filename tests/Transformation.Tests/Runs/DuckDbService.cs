using System.IO.Compression;
using System.Net.Http.Json;
using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Contracts.Transformation;
using ControlPlane.Lake;
using ControlPlane.Lake.FileSystem;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.DuckDb;
using ControlPlane.Warehouses.Provisioning;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Transformation.Tests.Runs;

/// <summary>The service with a folder of DuckDB files for its warehouse, and one project for all tenants.</summary>
internal sealed class DuckDbService : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly ServiceHost _host;
    private readonly PublishedFacts _facts = new();

    private DuckDbService(TemporaryFolder folder, ServiceHost host) => (_folder, _host) = (folder, host);

    /// <summary>Null where the lake is no folder.</summary>
    public FileSystemLake? Lake { get; private init; }

    /// <param name="lake">The address of another lake; null for a folder.</param>
    public static async Task<DuckDbService> StartAsync(PostgresFixture postgres, string? lake = null, Action<Dictionary<string, string?>>? configure = null)
    {
        var cache = await DuckDbEngine.EnsureAsync();
        var folder = new TemporaryFolder("duckdb-tenant");
        Directory.CreateDirectory(folder["blueprints/test"]);
        await File.WriteAllTextAsync(folder["blueprints/test/dbt_project.yml"], SmallProjects.Settings);
        var files = lake is null ? new FileSystemLake(folder["lake"]) : null;
        var settings = new Dictionary<string, string?>
        {
            ["ControlPlane:Lake"] = lake ?? folder["lake"], ["ControlPlane:Blueprints"] = folder["blueprints"], ["ControlPlane:SoleOwner"] = "true", ["ControlPlane:Warehouse"] = $"duckdb:{folder["warehouse"]}",
        };
        configure?.Invoke(settings);
        var host = await ServiceHost.StartAsync(
            await postgres.NewPlatformAsync(),
            builder =>
            {
                builder.Services.AddSingleton(new DuckDbWarehouseOptions(folder["warehouse"]) { Cache = cache, MemoryMegabytes = 256, Threads = 2, Lake = files });
                builder.AddModule(new TransformationModule());
            },
            settings);
        var service = new DuckDbService(folder, host) { Lake = files };
        await host.Services.GetRequiredService<IBus>().ConnectReceiveEndpoint($"facts-{Guid.NewGuid():N}", endpoint =>
        {
            endpoint.Handler<ModelsPublished>(context => service._facts.AddAsync(context.Message));
            endpoint.Handler<ModelsRefused>(context => service._facts.AddAsync(context.Message));
        }).Ready;
        return service;
    }

    public ServiceHost Host => _host;

    public IWarehouseProvisioner Provisioner => _host.Services.GetRequiredService<IWarehouseProvisioner>();

    public async Task<TenantId> NewTenantAsync()
    {
        var tenant = PostgresFixture.NewTenant();
        var plan = (Observed<ProvisioningPlan>.Known)await Provisioner.PlanAsync(new DesiredWarehouse(tenant, 20, [], false), thorough: false, CancellationToken.None);
        await Provisioner.ApplyAsync(plan.Value, _ => Task.CompletedTask, CancellationToken.None);
        await PublishAsync(new TenantProvisioned(tenant, 1, new TenantSpec { Blueprint = "test" }, DateTimeOffset.UtcNow));
        return tenant;
    }

    public void Write(string file, string text)
    {
        var path = Path.Combine(_folder["blueprints/test"], file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Puts records into the tenant's bronze, as ingestion does.</summary>
    public void Land(TenantId tenant, string stream, params string[] records)
    {
        var path = Path.Combine(Lake!.FolderOf(tenant, LakeLayer.Bronze), "app", stream, "load_date=2024-01-01", $"{Guid.CreateVersion7()}.jsonl.gz");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var writer = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        foreach (var record in records) writer.WriteLine(record);
    }

    public async Task<Guid> LoadedAsync(TenantId tenant)
    {
        var run = Guid.CreateVersion7();
        await PublishAsync(new IngestionFinished(tenant, run, StageStatus.Succeeded, [], DateTimeOffset.UtcNow));
        return run;
    }

    public async Task<ModelsPublished> PublishedAsync(Guid run) =>
        await Eventually.GetAsync("published", () => Task.FromResult(_facts.Published(run) ?? (_facts.Refused(run) is { } refused ? throw new InvalidOperationException(refused.Reason) : null)));

    public async Task<string> RefusedAsync(Guid run) => (await Eventually.GetAsync("refused", () => Task.FromResult(_facts.Refused(run)))).Reason;

    /// <summary>Rows as a reader has them, values joined by bars.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(TenantId tenant, string sql)
    {
        await using var session = await _host.Services.GetRequiredService<IWarehouse>().OpenAsync(tenant, WarehouseRole.Reader, CancellationToken.None);
        await using var reader = await session.QueryAsync(new QueryTag(tenant, "test"), sql, [], CancellationToken.None);
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        return rows;
    }

    /// <summary>A model's SQL as the API shows it; null while the tenant is not known.</summary>
    public async Task<string?> SqlAsync(TenantId tenant, string model)
    {
        var answer = await _host.Operator.GetAsync(new Uri($"v1/tenants/{tenant}/models/{model}", UriKind.Relative));
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("sql").GetString() : null;
    }

    /// <summary>Asks for a run that was refused again and waits until it is published.</summary>
    public async Task RetriedAsync(TenantId tenant, Guid run)
    {
        (await _host.Operator.PostAsync(new Uri($"v1/tenants/{tenant}/runs/{run}/retry", UriKind.Relative), null)).EnsureSuccessStatusCode();
        await Eventually.TrueAsync("published", () => Task.FromResult(_facts.Published(run) is not null));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private Task PublishAsync<T>(T message) where T : class => _host.Services.GetRequiredService<IBus>().Publish(message);
}

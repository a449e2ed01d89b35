using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Contracts.Transformation;
using ControlPlane.DuckDb.Native;
using ControlPlane.NativePackages;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.DuckDb;
using ControlPlane.Warehouses.Provisioning;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.Transformation.Tests.Runs;

/// <summary>The whole service with one tenant whose warehouse is a DuckDB file, and a project of the test's own.</summary>
internal sealed class DuckDbTenant : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly PublishedFacts _facts = new();
    private readonly IBus _bus;

    private DuckDbTenant(ServiceHost host, TemporaryFolder folder) => (Host, _folder, _bus) = (host, folder, host.Services.GetRequiredService<IBus>());

    public ServiceHost Host { get; }

    public TenantId Tenant { get; } = PostgresFixture.NewTenant();

    public static async Task<DuckDbTenant> StartAsync(PostgresFixture postgres, Action<Dictionary<string, string?>>? configure = null)
    {
        var folder = new TemporaryFolder("duckdb-tenant");
        var cache = TemporaryFolder.Shared("native");
        await LibraryAsync(cache);
        var settings = new Dictionary<string, string?>
        {
            ["ControlPlane:Lake"] = folder["lake"], ["ControlPlane:Blueprints"] = folder["blueprints"], ["ControlPlane:SoleOwner"] = "true", ["ControlPlane:Warehouse"] = $"duckdb:{folder["warehouse"]}",
        };
        configure?.Invoke(settings);
        var host = await ServiceHost.StartAsync(
            await postgres.NewPlatformAsync(),
            builder =>
            {
                builder.Services.AddSingleton(new DuckDbWarehouseOptions(folder["warehouse"]) { Cache = cache, MemoryMegabytes = 256, Threads = 2 });
                builder.AddModule(new TransformationModule());
            },
            settings);
        var tenant = new DuckDbTenant(host, folder);
        tenant.Write("dbt_project.yml", SmallProjects.Settings);
        await tenant.ProvisionAsync();
        return tenant;
    }

    public void Write(string file, string text)
    {
        var path = Path.Combine(_folder["blueprints/test"], file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Says that a run's batches are loaded.</summary>
    public async Task<Guid> LoadedAsync()
    {
        var run = Guid.CreateVersion7();
        await _bus.Publish(new IngestionFinished(Tenant, run, StageStatus.Succeeded, [], DateTimeOffset.UtcNow));
        return run;
    }

    public Task<ModelsPublished> PublishedAsync(Guid run) =>
        Eventually.GetAsync("published", () => Task.FromResult(_facts.Published(run) ?? (_facts.Refused(run) is { } refused ? throw new InvalidOperationException(refused.Reason) : null)));

    public Task<ModelsRefused> RefusedAsync(Guid run) => Eventually.GetAsync("refused", () => Task.FromResult(_facts.Refused(run)));

    public async Task<string?> TextAsync(string sql)
    {
        await using var session = await Host.Services.GetRequiredService<IWarehouse>().OpenAsync(Tenant, WarehouseRole.Reader, CancellationToken.None);
        await using var reader = await session.QueryAsync(new QueryTag(Tenant, "test"), sql, [], CancellationToken.None);
        return await reader.ReadAsync() ? reader.GetString(0) : null;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _folder.Dispose();
    }

    private async Task ProvisionAsync()
    {
        var provisioner = Host.Services.GetRequiredService<IWarehouseProvisioner>();
        var plan = (Observed<ProvisioningPlan>.Known)await provisioner.PlanAsync(new DesiredWarehouse(Tenant, 20, [], false), thorough: false, CancellationToken.None);
        await provisioner.ApplyAsync(plan.Value, _ => Task.CompletedTask, CancellationToken.None);
        await _bus.ConnectReceiveEndpoint($"facts-{Guid.NewGuid():N}", endpoint =>
        {
            endpoint.Handler<ModelsPublished>(context => _facts.AddAsync(context.Message));
            endpoint.Handler<ModelsRefused>(context => _facts.AddAsync(context.Message));
        }).Ready;
        await _bus.Publish(new TenantProvisioned(Tenant, 1, new TenantSpec { Blueprint = "test" }, DateTimeOffset.UtcNow));
    }

    private static async Task LibraryAsync(string cache)
    {
        try
        {
            await DuckDbLibrary.LoadAsync(cache, NullLogger.Instance, CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpmPackageException or DllNotFoundException)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", $"DuckDB cannot be had: {exception.Message}");
            throw;
        }
    }
}

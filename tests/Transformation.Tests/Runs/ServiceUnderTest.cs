using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Contracts.Transformation;
using ControlPlane.Reconciliation;
using ControlPlane.Secrets;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Testing;
using Dapper;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Transformation.Tests.Runs;

/// <summary>The whole service on real servers: consumers, reconciler, outbox and HTTP, with one tenant and a project of the test's own.</summary>
internal sealed class ServiceUnderTest : IAsyncDisposable
{
    private readonly ServiceHost _host;
    private readonly TemporaryFolder _folder;

    private ServiceUnderTest(ServiceHost host, TemporaryFolder folder, TenantWarehouse warehouse, PublishedFacts facts) =>
        (_host, _folder, Warehouse, Facts) = (host, folder, warehouse, facts);

    public TenantWarehouse Warehouse { get; }

    public PublishedFacts Facts { get; }

    public ServiceHost Host => _host;

    public TenantId Tenant => Warehouse.Tenant;

    public IServiceProvider Services => _host.Services;

    public static async Task<ServiceUnderTest> StartAsync(PostgresFixture postgres, ModelsSpec? models = null, Action<Dictionary<string, string?>>? configure = null, bool provision = true)
    {
        var folder = new TemporaryFolder("transformation");
        var platform = await postgres.NewPlatformAsync();
        var settings = new Dictionary<string, string?>
        {
            ["ControlPlane:Lake"] = folder["lake"],
            ["ControlPlane:Blueprints"] = folder["blueprints"],
            ["ControlPlane:SoleOwner"] = "true",
            ["Transformation:CancelPoll"] = "00:00:00.050",
        };
        configure?.Invoke(settings);
        Directory.CreateDirectory(folder["blueprints/test/models"]);
        await File.WriteAllTextAsync(folder["blueprints/test/dbt_project.yml"], SmallProjects.Settings);
        var host = await ServiceHost.StartAsync(platform, builder => builder.AddModule(new TransformationModule()), settings);
        var warehouse = await TenantWarehouse.CreateAsync(platform, host.Services.GetRequiredService<ISecretStore>());
        var facts = new PublishedFacts();
        await host.Services.GetRequiredService<IBus>().ConnectReceiveEndpoint($"facts-{Guid.NewGuid():N}", endpoint =>
        {
            endpoint.Handler<StageChanged>(context => facts.AddAsync(context.Message));
            endpoint.Handler<ModelsPublished>(context => facts.AddAsync(context.Message));
            endpoint.Handler<ModelsRefused>(context => facts.AddAsync(context.Message));
        }).Ready;
        var service = new ServiceUnderTest(host, folder, warehouse, facts);
        if (provision) await service.ProvisionAsync(models);
        return service;
    }

    public async Task ProvisionAsync(ModelsSpec? models = null, long generation = 1)
    {
        await PublishAsync(new TenantProvisioned(Tenant, generation, new TenantSpec { Blueprint = "test", Models = models ?? new ModelsSpec() }, DateTimeOffset.UtcNow));
        await Eventually.TrueAsync("the tenant is known", () => CountAsync("tenants", $"generation = {generation}"));
    }

    /// <summary>Copies a project from the checkout in place of the test's own.</summary>
    public void UseProject(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder["blueprints/test"], Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }

    public void Write(string file, string text)
    {
        var path = Path.Combine(_folder["blueprints/test"], file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Link(string file, string target)
    {
        var path = Path.Combine(_folder["blueprints/test"], file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.CreateSymbolicLink(path, target);
    }

    public void Delete(string file) => File.Delete(Path.Combine(_folder["blueprints/test"], file));

    public Task PublishAsync<T>(T message) where T : class => _host.Services.GetRequiredService<IBus>().Publish(message);

    /// <summary>Says that a run's batches are loaded.</summary>
    public async Task<Guid> LoadedAsync(long rows = 1, StageStatus outcome = StageStatus.Succeeded, Guid? run = null)
    {
        var id = run ?? Guid.CreateVersion7();
        await PublishAsync(new IngestionFinished(Tenant, id, outcome, [new LoadedBatch(Guid.CreateVersion7(), "github", "events", rows)], DateTimeOffset.UtcNow));
        return id;
    }

    public async Task<ModelsPublished> PublishedAsync(Guid run) =>
        await Eventually.GetAsync($"run {run} is published", () => Task.FromResult(Facts.Published(run) ?? (Facts.Refused(run) is { } refused ? throw new InvalidOperationException(refused.Reason) : null)));

    public Task<ModelsRefused> RefusedAsync(Guid run) =>
        Eventually.GetAsync($"run {run} is refused", () => Task.FromResult(Facts.Refused(run)));

    public async Task<System.Net.HttpStatusCode> RetryAsync(Guid run) =>
        (await _host.Operator.PostAsync(new Uri($"v1/tenants/{Tenant}/runs/{run}/retry", UriKind.Relative), null)).StatusCode;

    public async Task<bool> CountAsync(string table, string where = "true", int atLeast = 1) =>
        await ScalarAsync<long>($"SELECT count(*) FROM transformation.{table} WHERE tenant = '{Tenant}' AND {where}") >= atLeast;

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await Services.GetRequiredService<ControlDatabase>().OpenFleetAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await Warehouse.DisposeAsync();
        _folder.Dispose();
    }
}

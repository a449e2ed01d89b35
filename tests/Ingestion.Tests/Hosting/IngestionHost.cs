using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.Runs;
using ControlPlane.Reconciliation;
using ControlPlane.Secrets;
using ControlPlane.ServiceDefaults;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.Provisioning;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ControlPlane.Ingestion.Tests.Hosting;

/// <summary>The ingestion service in a process of its own, beside a stand-in for the other services.</summary>
internal sealed class IngestionHost : IAsyncDisposable
{
    public const string OperatorToken = "operator-token-for-tests-0123456789abcdef";

    private readonly WebApplication _app;
    private readonly World _world;

    private IngestionHost(WebApplication app, World world) => (_app, _world) = (app, world);

    public HttpClient Operator { get; private set; } = null!;

    public TenantId Tenant => _world.Tenant;

    public Facts Facts => _app.Services.GetRequiredService<Facts>();

    public ISecretStore Secrets => _app.Services.GetRequiredService<ISecretStore>();

    public IWarehouse Warehouse => _app.Services.GetRequiredService<IWarehouse>();

    public static async Task<IngestionHost> StartAsync(World world, Action<IServiceCollection>? change)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(world.Settings);
        builder.Logging.ClearProviders();
        if (Environment.GetEnvironmentVariable("TEST_LOGS") == "true") builder.Logging.AddSimpleConsole();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.AddModule(new IngestionModule());
        builder.AddModule(new ListenerModule());
        builder.AddServiceDefaults();
        change?.Invoke(builder.Services);
        var app = builder.Build();
        await app.PrepareAsync(TestContext.Current.CancellationToken);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var host = new IngestionHost(app, world);
        host.Operator = host.Client(OperatorToken);
        return host;
    }

    public HttpClient Client(string token) => new()
    {
        BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    public async Task<HttpClient> TenantClientAsync(TenantId tenant) =>
        Client((await _app.Services.GetRequiredService<ApiKeys>().CreateAsync(tenant, "test", TestContext.Current.CancellationToken)).Secret);

    public Task PublishAsync<T>(T message)
        where T : class => _app.Services.GetRequiredService<IBus>().Publish(message, TestContext.Current.CancellationToken);

    /// <summary>What provisioning makes for the tenant.</summary>
    public async Task PrepareWarehouseAsync(params string[] tables)
    {
        var provisioner = _app.Services.GetRequiredService<IWarehouseProvisioner>();
        var plan = await provisioner.PlanAsync(new DesiredWarehouse(Tenant, 20, tables, Suspended: false), thorough: false, TestContext.Current.CancellationToken);
        await provisioner.ApplyAsync(plan.ShouldBeOfType<Observed<ProvisioningPlan>.Known>().Value, _ => Task.CompletedTask, TestContext.Current.CancellationToken);
    }

    /// <summary>Announces the tenant with these sources and waits until the service knows.</summary>
    public async Task ProvisionAsync(long generation, params (string Name, SourceSpec Source)[] sources)
    {
        var spec = new TenantSpec { Blueprint = Blueprint.Name, Sources = sources.ToDictionary(one => one.Name, one => one.Source) };
        await PublishAsync(new TenantProvisioned(_world.Tenant, generation, spec, DateTimeOffset.UtcNow));
        await Eventually.TrueAsync("the service knows the tenant", () => _world.ControlAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM ingestion.tenants WHERE tenant = @tenant AND generation = @generation)", new { tenant = _world.Tenant.ToString(), generation }));
    }

    public Task ProvisionAsync(SourceSpec things) => ProvisionAsync(1, ("things", things));

    public static SourceSpec Things(string url, Func<SourceSpec, SourceSpec>? change = null) =>
        (change ?? (source => source))(new SourceSpec { Connector = "things", Streams = ["things"], Config = Json(new { base_url = url }) });

    public static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value);

    public async Task<Guid> StartRunAsync(object? body = null)
    {
        using var answer = await Operator.PostAsJsonAsync($"/v1/tenants/{_world.Tenant}/runs", body ?? new { }, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["run"]!.GetValue<Guid>();
    }

    /// <summary>Has a run wait for whoever works on this database; this process may have stopped before.</summary>
    public async Task<Guid> QueueRunAsync()
    {
        var database = _app.Services.GetRequiredService<ControlDatabase>();
        await using var connection = await database.OpenFleetAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var start = await _app.Services.GetRequiredService<RunStarter>().StartAsync(transaction, Tenant, [], RunTriggers.Manual, null, TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        return start.ShouldBeOfType<RunStart.Started>().Run;
    }

    public Task<IngestionFinished> FinishedAsync(Guid run, TimeSpan? within = null) =>
        Eventually.GetAsync($"run {run} finishes", () => Task.FromResult(Facts.Of<IngestionFinished>().FirstOrDefault(one => one.Run == run)), within);

    public async Task<(Guid Run, IngestionFinished Finished)> RunAsync()
    {
        var run = await StartRunAsync();
        return (run, await FinishedAsync(run));
    }

    public async Task<JsonNode> GetAsync(string path) => (await Operator.GetFromJsonAsync<JsonNode>(path, TestContext.Current.CancellationToken))!;

    /// <summary>Ends this process before the others.</summary>
    public Task StopAsync() => _app.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);

    public async ValueTask DisposeAsync()
    {
        Operator.Dispose();
        await _app.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);
        await _app.DisposeAsync();
    }
}

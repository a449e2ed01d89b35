using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ControlPlane.Activation.Destinations;
using ControlPlane.AppHost.SampleSource;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Activation;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Contracts.Transformation;
using ControlPlane.Reconciliation;
using ControlPlane.Secrets;
using ControlPlane.ServiceDefaults;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.Credentials;
using Dapper;
using MassTransit;
using Microsoft.Extensions.Configuration;

namespace ControlPlane.Activation.Tests.Hosting;

/// <summary>The activation service on a real server, with a tenant, its warehouse, and the local CRM and Power BI to talk to.</summary>
internal sealed class ActivationHost : IAsyncDisposable
{
    public const string OperatorToken = "operator-token-for-tests-only-0123456789";
    public const string CrmToken = "crm-token-that-must-stay-hidden";
    public const string PowerBiSecret = "powerbi-secret-that-must-stay-hidden";

    private static readonly SemaphoreSlim OnePlatformAtATime = new(1, 1);

    private readonly TemporaryFolder _folder = new("activation");
    private WebApplication _app = null!;

    public TenantId Tenant { get; } = PostgresFixture.NewTenant();

    public SampleServer Sample { get; private set; } = null!;

    public TenantWarehouse Warehouse { get; private set; } = null!;

    public Wire Wire { get; } = new();

    public Recorded Recorded => _app.Services.GetRequiredService<Recorded>();

    public ControlDatabase Control => _app.Services.GetRequiredService<ControlDatabase>();

    public ISecretStore Secrets => _app.Services.GetRequiredService<ISecretStore>();

    public ApiKeys Keys => _app.Services.GetRequiredService<ApiKeys>();

    /// <summary>With the operator's token.</summary>
    public HttpClient Http { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ActivationHost> StartAsync(
        PostgresFixture postgres, SampleServerOptions? sample = null, string? activations = null, string? refreshes = null, Func<TenantSpec, TenantSpec>? spec = null, params (string Key, string Value)[] settings)
    {
        var host = new ActivationHost();
        await host.StartAsync(postgres, sample ?? new SampleServerOptions { FaultRate = 0 }, activations, refreshes, settings);
        await host.ProvisionAsync((spec ?? (same => same))(host.Spec(activations is not null, refreshes is not null)));
        return host;
    }

    public HttpClient Client(string? token)
    {
        var client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public TenantSpec Spec(bool activations, bool refreshes) => new()
    {
        Blueprint = "test",
        Activations = new ActivationsSpec
        {
            File = activations ? "activations.yml" : null,
            Connections = new Dictionary<string, DestinationSpec> { ["crm"] = new(Sample.BaseAddress.ToString(), $"secret://{Tenant}/crm/token") },
        },
        Refreshes = new RefreshesSpec
        {
            File = refreshes ? "refreshes.yml" : null,
            Connections = new Dictionary<string, BiConnectionSpec>
            {
                ["powerbi"] = new($"{Sample.BaseAddress}v1.0/myorg", Sample.BaseAddress.ToString(), "contoso.example", "client", $"secret://{Tenant}/powerbi/secret"),
            },
        },
    };

    public async Task ProvisionAsync(TenantSpec spec, long generation = 1)
    {
        await PublishAsync(new TenantProvisioned(Tenant, generation, spec, DateTimeOffset.UtcNow));
        await Eventually.TrueAsync("the spec has arrived", async () => await ScalarAsync<long?>("SELECT generation FROM activation.tenants WHERE tenant = @tenant AND spec IS NOT NULL") >= generation);
    }

    public Task PublishAsync<T>(T message)
        where T : class => _app.Services.GetRequiredService<IBus>().Publish(message, Ct);

    /// <summary>Publishes models for a new run.</summary>
    public async Task<Guid> PublishModelsAsync()
    {
        var run = Guid.CreateVersion7();
        await PublishAsync(new ModelsPublished(Tenant, run, [], DateTimeOffset.UtcNow));
        return run;
    }

    /// <summary>The last word about one stage of a run, once it is over.</summary>
    public Task<StageChanged> EndOfAsync(Guid run, string name, TimeSpan? within = null) => Eventually.GetAsync(
        $"the end of {name}", () => Task.FromResult(Recorded.Stages.FirstOrDefault(stage => stage.Run == run && stage.Name == name && stage.Status is not (StageStatus.Pending or StageStatus.Running))), within);

    public Task<StageChanged> StageAsync(Guid run, string name, StageStatus status) => Eventually.GetAsync(
        $"{name} to be {status}", () => Task.FromResult(Recorded.Stages.FirstOrDefault(stage => stage.Run == run && stage.Name == name && stage.Status == status)));

    public Task<ActivationAccounted> LedgerAsync(Guid run) => Eventually.GetAsync(
        "the final ledger", () => Task.FromResult(Recorded.Ledger.FirstOrDefault(entry => entry.Run == run && entry.Final)));

    /// <summary>Publishes models and waits for the activation's end.</summary>
    public async Task<(StageChanged Stage, ActivationAccounted Ledger)> RunAsync(string name = "contacts", TimeSpan? within = null)
    {
        var run = await PublishModelsAsync();
        return (await EndOfAsync(run, name, within), await LedgerAsync(run));
    }

    /// <summary>What the CRM holds, by id.</summary>
    public async Task<Dictionary<string, JsonElement>> CrmAsync(string kind = "contacts")
    {
        using var http = new HttpClient();
        var list = await http.GetFromJsonAsync<JsonElement>(new Uri(Sample.BaseAddress, $"crm/v1/objects/{kind}"), Ct);
        return list.GetProperty("results").EnumerateArray().ToDictionary(item => item.GetProperty("id").GetString()!, item => item.GetProperty("properties"));
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await Control.OpenFleetAsync(Ct);
        return await connection.ExecuteScalarAsync<T>(sql, new { tenant = Tenant.ToString() });
    }

    public async Task<JsonElement> GetAsync(string path) => await Http.GetFromJsonAsync<JsonElement>($"/v1/tenants/{Tenant}/{path}", Ct);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await Sample.DisposeAsync();
        await Warehouse.DisposeAsync();
        Http.Dispose();
        _folder.Dispose();
    }

    private async Task StartAsync(PostgresFixture postgres, SampleServerOptions sample, string? activations, string? refreshes, (string Key, string Value)[] settings)
    {
        Sample = await SampleServer.StartAsync(sample with { CrmToken = CrmToken, PowerBiClientSecret = PowerBiSecret }, Ct);
        Directory.CreateDirectory(_folder["blueprints/test"]);
        if (activations is not null) await File.WriteAllTextAsync(_folder["blueprints/test/activations.yml"], activations, Ct);
        if (refreshes is not null) await File.WriteAllTextAsync(_folder["blueprints/test/refreshes.yml"], refreshes, Ct);

        // Each platform gives the shared administrator a new password, which two at once would trip over.
        await OnePlatformAtATime.WaitAsync(Ct);
        var platform = await postgres.NewPlatformAsync();
        OnePlatformAtATime.Release();

        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ControlPlane:Database"] = platform.Control,
            ["ControlPlane:Warehouse"] = platform.Warehouse,
            ["ControlPlane:Lake"] = _folder["lake"],
            ["ControlPlane:Blueprints"] = _folder["blueprints"],
            ["ControlPlane:MasterKey"] = Convert.ToBase64String(new byte[32]),
            ["ControlPlane:OperatorToken"] = OperatorToken,
            ["Activation:FirstRetry"] = "00:00:00.020",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.AddModule(new ActivationModule());
        builder.AddModule(new RecorderModule());
        builder.Services.AddSingleton<IStatementMeter, NoMeter>();
        builder.Services.AddHttpClient(HttpJsonDestination.ClientName).AddHttpMessageHandler(Wire.Handler);
        builder.AddServiceDefaults();
        _app = builder.Build();
        await _app.PrepareAsync(Ct);
        await _app.StartAsync(Ct);

        Http = Client(OperatorToken);
        await Secrets.SetAsync(new SecretReference(Tenant.ToString(), "crm/token"), CrmToken, Ct);
        await Secrets.SetAsync(new SecretReference(Tenant.ToString(), "powerbi/secret"), PowerBiSecret, Ct);
        Warehouse = new TenantWarehouse(postgres, Tenant);
        await Warehouse.CreateAsync(_app.Services.GetRequiredService<WarehouseCredentials>());
    }
}

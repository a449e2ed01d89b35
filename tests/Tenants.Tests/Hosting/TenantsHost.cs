using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.Credentials;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ControlPlane.Tenants.Tests.Hosting;

/// <summary>The tenants service in this process on a real port, with a control database of its own. Can be stopped and started again on the same state.</summary>
public sealed class TenantsHost : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _settings;
    private readonly TemporaryFolder _folder = new("tenants");
    private readonly TimeProvider? _time;
    private WebApplication _app = null!;

    private TenantsHost(Dictionary<string, string?> settings, TimeProvider? time)
    {
        _settings = settings;
        _time = time;
        _settings.TryAdd("ControlPlane:Lake", _folder["lake"]);
    }

    public static string OperatorToken { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    /// <summary>As the operator.</summary>
    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public string LakeFolder => _folder["lake"];

    /// <summary>Everything that was published, restarts included.</summary>
    public RecordedMessages Messages { get; } = new();

    /// <summary>Everything that was logged.</summary>
    public LogSink Log { get; } = new();

    /// <summary>Runs a statement on the control database and returns its first value.</summary>
    public async Task<T?> ControlAsync<T>(string sql)
    {
        await using var connection = await Services.GetRequiredService<ControlDatabase>().OpenFleetAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token) is T value ? value : default;
    }

    /// <summary>The password of a tenant's role.</summary>
    public Task<string> PasswordAsync(TenantId tenant, WarehouseRole role) => Services.GetRequiredService<WarehouseCredentials>().GetAsync(tenant, role, Token);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TenantsHost> StartAsync(Warehouse warehouse, TimeProvider? time = null, Action<IServiceCollection>? configure = null, Dictionary<string, string?>? settings = null)
    {
        var all = new Dictionary<string, string?>
        {
            ["ControlPlane:Database"] = await warehouse.NewControlDatabaseAsync(),
            ["ControlPlane:Warehouse"] = warehouse.Administrator,
            ["ControlPlane:Blueprints"] = Repository.Folder("blueprints"),
            ["ControlPlane:MasterKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["ControlPlane:OperatorToken"] = OperatorToken,
            ["ControlPlane:SoleOwner"] = "true",
            ["Tenants:ObservationInterval"] = "00:00:00.5",
            ["Tenants:MonitorInterval"] = "00:00:00.3",
            ["Tenants:OffboardingPatience"] = "00:00:01",
        };
        foreach (var (key, value) in settings ?? []) all[key] = value;
        var host = new TenantsHost(all, time);
        await host.StartAsync(configure);
        return host;
    }

    /// <summary>Stops the process's services and starts them again on the same database, as after a crash or an upgrade.</summary>
    public async Task RestartAsync(Action<IServiceCollection>? configure = null)
    {
        await StopAsync();
        await StartAsync(configure);
    }

    /// <summary>A client with a tenant's key.</summary>
    public HttpClient ClientWith(string token) => new() { BaseAddress = Client.BaseAddress, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };

    public Task<HttpResponseMessage> PutAsync(TenantId tenant, string spec, string type = "application/yaml", Action<HttpRequestMessage>? with = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/v1/tenants/{tenant}") { Content = new StringContent(spec, Encoding.UTF8, type) };
        with?.Invoke(request);
        return Client.SendAsync(request, Token);
    }

    public async Task<JsonNode> GetAsync(string path) => (await Client.GetFromJsonAsync<JsonNode>(path, Token))!;

    public Task<JsonNode> PlanAsync(TenantId tenant) => GetAsync($"/v1/tenants/{tenant}/plan");

    public async Task<string[]> DifferencesAsync(TenantId tenant) => [.. (await PlanAsync(tenant))["steps"]!.AsArray().Select(step => (string)step!["why"]!)];

    /// <summary>Applies the present plan and waits until it was seen to be in place.</summary>
    public async Task ApplyAsync(TenantId tenant, bool confirm = false)
    {
        var hash = (string)(await PlanAsync(tenant))["hash"]!;
        var answer = await Client.PostAsJsonAsync($"/v1/tenants/{tenant}/apply", new { hash, confirmDestructive = confirm }, Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(Token));
        await ConditionAsync(tenant, "Synced", "True");
        (await DifferencesAsync(tenant)).ShouldBeEmpty();
    }

    /// <summary>Declares, plans, applies and waits.</summary>
    public async Task OnboardAsync(TenantId tenant, string spec = "blueprint: github-events\n")
    {
        (await PutAsync(tenant, spec)).EnsureSuccessStatusCode();
        await ApplyAsync(tenant);
    }

    /// <summary>Waits until a condition of the present generation has this status and returns it.</summary>
    public Task<JsonNode> ConditionAsync(TenantId tenant, string type, string status, string? reason = null) => Eventually.GetAsync($"{tenant} {type}={status} {reason}", async () =>
    {
        var view = await GetAsync($"/v1/tenants/{tenant}");
        return view["status"]!["conditions"]!.AsArray().FirstOrDefault(condition =>
            (string)condition!["type"]! == type && (string)condition["status"]! == status && (reason is null || (string)condition["reason"]! == reason)
            && ((long)condition["observedGeneration"]! is 0 || (long)condition["observedGeneration"]! == (long)view["generation"]!));
    });

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(Log.Warnings);
        _folder.Dispose();
    }

    private async Task StartAsync(Action<IServiceCollection>? configure)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(_settings);
        builder.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Debug);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddModule(new TenantsModule());
        builder.Services.AddSingleton(Messages);
        builder.AddModule(new RecorderModule());
        builder.AddServiceDefaults();
        if (_time is not null) builder.Services.AddSingleton(_time);
        configure?.Invoke(builder.Services);
        _app = builder.Build();
        await _app.PrepareAsync(Token);
        await _app.StartAsync(Token);
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Client = new HttpClient { BaseAddress = new Uri(address), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", OperatorToken) } };
    }

    private async Task StopAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}

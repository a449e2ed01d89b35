using System.Net;
using System.Net.Http.Headers;
using ControlPlane.EmbeddedPostgres.Platform;
using ControlPlane.ServiceDefaults;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ControlPlane.Testing;

/// <summary>One or more services as AppHost hosts them: real web server on a free loopback port, real database, in-memory messages.</summary>
public sealed class ServiceHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ServiceHost(WebApplication app, string operatorToken)
    {
        _app = app;
        OperatorToken = operatorToken;
        BaseAddress = new Uri($"{app.Urls.Single()}/");
        Operator = With(operatorToken);
    }

    public Uri BaseAddress { get; }

    public string OperatorToken { get; }

    /// <summary>A client with the operator's token.</summary>
    public HttpClient Operator { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="configure">Adds the modules and whatever the test replaces.</param>
    /// <param name="settings">On top of the platform's.</param>
    public static async Task<ServiceHost> StartAsync(PlatformDatabase platform, Action<WebApplicationBuilder> configure, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        var token = $"operator-{Guid.NewGuid():N}{Guid.NewGuid():N}";
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ControlPlane:Database"] = platform.Control,
            ["ControlPlane:Warehouse"] = platform.Warehouse,
            ["ControlPlane:MasterKey"] = Convert.ToBase64String(new byte[32]),
            ["ControlPlane:OperatorToken"] = token,
            ["Ingestion:PrivateSources:0"] = "127.0.0.0/8",
            ["Transformation:PrivateEngines:0"] = "127.0.0.0/8",
        });
        if (settings is not null) builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        configure(builder);
        builder.AddServiceDefaults();
        var app = builder.Build();
        await app.PrepareAsync(CancellationToken.None);
        await app.StartAsync();
        return new ServiceHost(app, token);
    }

    /// <summary>A client with a fresh API key of a tenant.</summary>
    public async Task<HttpClient> AsTenantAsync(TenantId tenant) =>
        With((await Services.GetRequiredService<ApiKeys>().CreateAsync(tenant, $"test-{Guid.NewGuid():N}", CancellationToken.None)).Secret);

    public HttpClient Anonymous() => new() { BaseAddress = BaseAddress };

    public HttpClient With(string token) => new() { BaseAddress = BaseAddress, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };

    public async ValueTask DisposeAsync()
    {
        Operator.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

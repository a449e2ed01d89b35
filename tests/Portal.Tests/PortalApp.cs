using System.Net;
using ControlPlane.ServiceDefaults;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace ControlPlane.Portal.Tests;

/// <summary>The pages on Kestrel, with or without played APIs beside them in the process.</summary>
internal sealed class PortalApp : IAsyncDisposable
{
    public const string Token = "operator-token-of-at-least-thirty-two-characters";

    private readonly TemporaryFolder _folder = new("portal");
    private readonly WebApplication _app;

    private PortalApp(string database, IServiceModule[] modules, (string Key, string Value)[] settings)
    {
        // Another content root, as in a host that references the pages.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = _folder.Path });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
        [
            new("ControlPlane:Database", database),
            new("ControlPlane:Warehouse", database),
            new("ControlPlane:Lake", _folder.Path),
            new("ControlPlane:Blueprints", _folder.Path),
            new("ControlPlane:MasterKey", Convert.ToBase64String(new byte[32])),
            new("ControlPlane:OperatorToken", Token),
        ]);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
        builder.AddModule(new PortalModule());
        foreach (var module in modules)
        {
            if (module is PlayedApi played) builder.AddModule(played);
        }
        builder.AddServiceDefaults();
        _app = builder.Build();
        Http = NewBrowser();
    }

    /// <summary>A browser that keeps cookies and does not follow redirects.</summary>
    public HttpClient Http { get; private set; }

    public string Address => _app.Urls.First();

    public static Task<PortalApp> StartAsync(PostgresFixture postgres, PlayedApi api, params (string Key, string Value)[] settings) => StartAsync(postgres, [api], settings);

    /// <summary>Without signing in, from this machine.</summary>
    public static Task<PortalApp> StartOpenAsync(PostgresFixture postgres, PlayedApi api) => StartAsync(postgres, [api], [("Portal:OpenOnLoopback", "true")]);

    public static async Task<PortalApp> StartAsync(PostgresFixture postgres, IServiceModule[] modules, (string Key, string Value)[] settings)
    {
        var token = TestContext.Current.CancellationToken;
        var portal = new PortalApp((await postgres.NewPlatformAsync()).Control, modules, settings);
        await portal._app.PrepareAsync(token);
        await portal._app.StartAsync(token);
        portal.Http.BaseAddress = new Uri(portal.Address);
        return portal;
    }

    public static HttpClient NewBrowser() =>
        new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, CookieContainer = new CookieContainer() });

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}

using System.Net.Http.Headers;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ControlPlane.ServiceDefaults.Tests;

/// <summary>A service with nothing of its own, on Kestrel and a real database, started as every service is.</summary>
internal sealed class ServiceApp : IAsyncDisposable
{
    public const string Token = "operator-token-of-at-least-thirty-two-characters";

    private readonly TemporaryFolder _folder = new("service");
    private readonly WebApplication _app;

    private ServiceApp(string database, (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(
        [
            new("ControlPlane:Database", database),
            new("ControlPlane:Warehouse", database),
            new("ControlPlane:Lake", _folder.Path),
            new("ControlPlane:Blueprints", _folder.Path),
            new("ControlPlane:MasterKey", Convert.ToBase64String(new byte[32])),
            new("ControlPlane:OperatorToken", Token),
            .. settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)),
        ]);
        builder.AddModule(new SampleModule());
        builder.AddServiceDefaults();
        _app = builder.Build();
    }

    /// <summary>As the operator.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false });

    public static async Task<ServiceApp> StartAsync(string database, params (string Key, string Value)[] settings)
    {
        var service = new ServiceApp(database, settings);
        await service._app.PrepareAsync(TestContext.Current.CancellationToken);
        await service._app.StartAsync(TestContext.Current.CancellationToken);
        service.Http.BaseAddress = new Uri(service._app.Urls.First());
        service.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return service;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    internal sealed class SampleModule : IServiceModule
    {
        public string Name => "sample";

        public IReadOnlyList<Type> Consumers => [];

        public void AddServices(IHostApplicationBuilder builder)
        {
        }

        public void MapRoutes(IEndpointRouteBuilder routes) => routes.MapGet("/hello/{name}", (string name) => $"Hello, {name}");
    }
}

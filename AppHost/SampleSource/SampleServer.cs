using System.Net;
using ControlPlane.AppHost.SampleSource.Crm;
using ControlPlane.AppHost.SampleSource.Events;
using ControlPlane.AppHost.SampleSource.Faults;
using ControlPlane.AppHost.SampleSource.PowerBi;

namespace ControlPlane.AppHost.SampleSource;

/// <summary>
/// A small HTTP server on a free loopback port that stands in for GitHub's events API (root), a CRM (<c>/crm/v1</c>) and
/// Power BI with its login (<c>/v1.0/myorg</c>, <c>/{tenantId}/oauth2</c>). It keeps what it receives in memory.
/// </summary>
public sealed partial class SampleServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SampleServer(WebApplication app, Uri baseAddress)
    {
        _app = app;
        BaseAddress = baseAddress;
    }

    /// <summary>Ends with a slash.</summary>
    public Uri BaseAddress { get; }

    public static async Task<SampleServer> StartAsync(SampleServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SampleServerOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Events);
        ArgumentOutOfRangeException.ThrowIfNegative(options.FaultRate);
        ArgumentOutOfRangeException.ThrowIfNegative(options.PowerBiFaultRate);

        var app = Build(options);
        try
        {
            await app.StartAsync(cancellationToken);
            var address = app.Urls.Single();
            Log.Started(app.Logger, address, options.Seed, options.Events);
            return new SampleServer(app, new Uri(address.TrimEnd('/') + "/"));
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static WebApplication Build(SampleServerOptions options)
    {
        // The slim builder would still read the environment and settings files of the process that hosts it; this one is configured here only.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        if (options.LoggerFactory is { } loggers) builder.Services.AddSingleton(new UnownedLoggerFactory(loggers) as ILoggerFactory);

        var app = builder.Build();
        new EventEndpoints(options, new FaultInjector(options.FaultRate, app.Logger)).Map(app);
        new CrmEndpoints(options, new FaultInjector(options.FaultRate, app.Logger)).Map(app);
        new TokenEndpoint(options, out var tokens).Map(app);
        new RefreshEndpoints(options, tokens, new FaultInjector(options.PowerBiFaultRate, app.Logger)).Map(app);
        app.MapFallback(context => GitHubError.WriteAsync(context, StatusCodes.Status404NotFound, "Not Found"));
        return app;
    }

    /// <summary>The owner stops the server; it must not react to Ctrl-C beside the owner's own shutdown.</summary>
    private sealed class OwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Disposing the server must leave the caller's logging alone.</summary>
    private sealed class UnownedLoggerFactory(ILoggerFactory inner) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => inner.CreateLogger(categoryName);

        public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

        public void Dispose()
        {
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7300, LogLevel.Information, "Sample source listens at {Address} with seed {Seed} and {Events} events")]
        public static partial void Started(ILogger logger, string address, int seed, int events);
    }
}

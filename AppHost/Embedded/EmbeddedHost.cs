using System.Net;
using ControlPlane.AppHost.CommandLine;
using ControlPlane.AppHost.Composition;
using ControlPlane.AppHost.SampleSource;
using ControlPlane.EmbeddedPostgres;
using ControlPlane.EmbeddedPostgres.Platform;
using ControlPlane.Lake.FileSystem;
using ControlPlane.ServiceDefaults;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ControlPlane.AppHost.Embedded;

/// <summary>Everything on one machine: PostgreSQL, the lake folder, the sample source, and all services in this process.</summary>
internal sealed class EmbeddedHost : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _started = new();

    private EmbeddedHost(DataFolder data, string operatorToken) => (Data, OperatorToken) = (data, operatorToken);

    public DataFolder Data { get; }

    public string OperatorToken { get; }

    /// <summary>Where the services answer; ends with a slash.</summary>
    public Uri BaseAddress { get; private set; } = null!;

    public SampleServer Sample { get; private set; } = null!;

    /// <exception cref="DataDirectoryInUseException">Another AppHost works on the folder.</exception>
    /// <exception cref="EmbeddedPostgresException">PostgreSQL cannot be started; the message says what to do.</exception>
    public static async Task<EmbeddedHost> StartAsync(AppHostOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var data = new DataFolder(options.Data.FullName);
        // Before anything else is made in the folder: it says what is wrong where the folder cannot be used.
        var held = DataDirectoryLock.Acquire(data.Root);
        var host = new EmbeddedHost(data, data.OperatorToken());
        host._started.Push(new Held(held));
        try
        {
            var postgres = await host.StartEnginesAsync(options, loggers, cancellationToken);
            var platform = await PlatformDatabase.PrepareAsync(postgres, cancellationToken);
            await host.StartServicesAsync(platform, options, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops in the opposite order of starting.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var part)) await part.DisposeAsync();
    }

    /// <summary>The sample server and PostgreSQL need nothing of each other, so they start side by side.</summary>
    private async Task<PostgresServer> StartEnginesAsync(AppHostOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var sample = StartSampleAsync(options, cancellationToken);
        var postgres = SupervisedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = Data.Postgres, BinariesDirectory = Environment.GetEnvironmentVariable("CONTROLPLANE_POSTGRES_BIN") },
            loggers.CreateLogger<PostgresServer>(), cancellationToken);
        await Task.WhenAll(sample, postgres).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (sample.IsCompletedSuccessfully) _started.Push(await sample);
        if (postgres.IsCompletedSuccessfully) _started.Push(await postgres);
        Sample = await sample;
        return (await postgres).Server;
    }

    private async Task<SampleServer> StartSampleAsync(AppHostOptions options, CancellationToken cancellationToken)
    {
        // With a file of one's own the pipeline is what counts, not how it bears faults.
        var settings = new SampleServerOptions { Port = Data.RememberedPort("sample"), FaultRate = options.Landed is null ? new SampleServerOptions().FaultRate : 0 };
        var sample = await SampleServer.StartAsync(settings, cancellationToken);
        Data.RememberPort("sample", sample.BaseAddress.Port);
        return sample;
    }

    private async Task StartServicesAsync(PlatformDatabase platform, AppHostOptions options, CancellationToken cancellationToken)
    {
        // The folder is ours alone, so whoever began these objects is dead.
        new FileSystemLake(Data.Lake).RemoveUnfinished();
        var resources = new Resources(platform.Control, platform.Warehouse, Data.Lake, Locations.Blueprints(), Data.MasterKeyFile, OperatorToken);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        foreach (var service in Application.Services)
        {
            builder.Configuration.AddInMemoryCollection(resources.SettingsOf(service));
            service.AddTo(builder);
        }
        // The folder's lock proves that nobody else works on this database, and the pages are for whoever sits at this machine.
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ControlPlane:SoleOwner"] = "true", ["Portal:OpenOnLoopback"] = "true" });
        // So are its own servers, the sample source among them; an operator's list stands beside.
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Ingestion:PrivateSources:Loopback"] = "127.0.0.0/8", ["Ingestion:PrivateSources:Loopback6"] = "::1" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Transformation:PrivateEngines:Loopback"] = "127.0.0.0/8", ["Transformation:PrivateEngines:Loopback6"] = "::1" });
        builder.Configuration["Transformation:DbtCore:Folder"] ??= Data.DbtRuns;
        builder.AddServiceDefaults();
        builder.Logging.Configure(options.Verbose);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port));
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = TimeSpan.FromSeconds(10);
            // The bus, the web server and the workers wait for nothing of each other: what comes too early is a row, or waits.
            host.ServicesStartConcurrently = true;
        });
        builder.Services.AddSingleton<IHostLifetime, CommandLineLifetime>();
        var app = builder.Build();
        _started.Push(new Running(app));
        await app.PrepareAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        BaseAddress = new Uri($"{address}/");
    }

    private sealed class Held(DataDirectoryLock held) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            held.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Running(WebApplication app) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }
    }
}

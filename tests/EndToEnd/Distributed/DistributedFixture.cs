using ControlPlane.AppHost.CommandLine;
using ControlPlane.AppHost.Composition;
using ControlPlane.AppHost.SampleSource;
using ControlPlane.EndToEnd.Processes;
using ControlPlane.Testing;

namespace ControlPlane.EndToEnd.Distributed;

/// <summary>Every service in a process of its own, over a real broker and a real PostgreSQL.</summary>
public sealed class DistributedFixture : IAsyncLifetime
{
    private static readonly string[] Names = ["tenants", "ingestion", "transformation", "activation", "insights"];

    private readonly PostgresFixture _postgres = new();
    private readonly Dictionary<string, ServiceProcess> _services = [];
    private readonly TemporaryFolder _folder = new("distributed");
    private SampleServer? _sample;

    internal static bool IsPossible => RabbitBroker.IsInstalled;

    internal RabbitBroker Broker { get; private set; } = null!;

    internal Server Server { get; private set; } = null!;

    internal string ControlName { get; private set; } = "";

    internal Uri Outside => _sample!.BaseAddress;

    internal ServiceProcess this[string name] => _services[name];

    internal string Said => string.Join('\n', _services.Values.Select(service => service.Said));

    public async ValueTask InitializeAsync()
    {
        if (!IsPossible) return;
        var broker = RabbitBroker.CreateAsync();
        await _postgres.InitializeAsync();
        var platform = await _postgres.NewPlatformAsync();
        ControlName = new Npgsql.NpgsqlConnectionStringBuilder(platform.Control).Database!;
        Server = new Server(_postgres.Server.SuperuserConnectionString);
        _sample = await SampleServer.StartAsync(new SampleServerOptions { FaultRate = 0 });
        Broker = await broker;
        var resources = new Resources(platform.Control, platform.Warehouse, _folder["lake"], Locations.Blueprints(), _folder["master.key"], $"operator-{Guid.NewGuid():N}{Guid.NewGuid():N}", Broker.Address);
        // All at once: they share the database, and each must find or make its part of it.
        foreach (var name in Names) _services[name] = ServiceProcess.Begin(name, resources);
        foreach (var service in _services.Values) await service.ReadyAsync();
    }

    /// <summary>A tenant with one landed file of events, onboarded.</summary>
    internal async Task<OwnTenant> OnboardAsync(string name, int events)
    {
        var landing = _folder[$"landing-{name}"];
        Directory.CreateDirectory(landing);
        EventFile.Write(Path.Combine(landing, "events.jsonl.gz"), events);
        var tenant = new OwnTenant(name, this["tenants"].Client, this["ingestion"].Client);
        await tenant.OnboardAsync(Outside, landing);
        return tenant;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.Values) await service.DisposeAsync();
        if (_sample is not null) await _sample.DisposeAsync();
        if (Broker is not null) await Broker.DisposeAsync();
        if (IsPossible) await _postgres.DisposeAsync();
        _folder.Dispose();
    }
}

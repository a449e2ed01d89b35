using System.Security.Cryptography;
using ControlPlane.Reconciliation;
using ControlPlane.Secrets;
using ControlPlane.Testing;
using ControlPlane.Warehouses.Credentials;
using ControlPlane.Warehouses.Postgres;
using ControlPlane.Warehouses.Postgres.Provisioning;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.Warehouses.Conformance.Engines;

public sealed class PostgresEngine(PostgresFixture postgres) : IEngine
{
    private readonly List<IAsyncDisposable> _opened = [];

    public async Task<TestedWarehouse> NewAsync()
    {
        var platform = await postgres.NewPlatformAsync();
        var database = new ControlDatabase(platform.Control);
        await Migrator.MigrateAsync(database, TableSecretStore.Schema, [typeof(TableSecretStore).Assembly], TimeProvider.System, CancellationToken.None);
        var secrets = new TableSecretStore(database, new MasterKey(RandomNumberGenerator.GetBytes(MasterKey.Length)), TimeProvider.System);
        var options = new PostgresWarehouseOptions(platform.Warehouse);
        var credentials = new WarehouseCredentials(secrets);
        var meter = new RecordingMeter();
        var warehouse = new PostgresWarehouse(options, credentials, meter, TimeProvider.System);
        var provisioner = new PostgresProvisioner(options, warehouse, credentials, secrets, TimeProvider.System, NullLogger<PostgresProvisioner>.Instance);
        _opened.AddRange([provisioner, warehouse, database]);
        return new TestedWarehouse(warehouse, provisioner, meter);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _opened) await one.DisposeAsync();
    }
}

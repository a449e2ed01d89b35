using System.Security.Cryptography;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Secrets;
using ControlPlane.Testing;
using ControlPlane.Warehouses.Credentials;
using ControlPlane.Warehouses.Postgres;
using ControlPlane.Warehouses.Postgres.Provisioning;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.Warehouses.Conformance;

public sealed class PostgresWarehouseTests(PostgresFixture postgres) : WarehouseConformance, IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _opened = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _opened) await one.DisposeAsync();
    }

    protected override async Task<(TestedWarehouse Warehouse, TenantId Tenant)> NewAsync()
    {
        var platform = await postgres.NewPlatformAsync();
        var database = new ControlDatabase(platform.Control);
        await Migrator.MigrateAsync(database, TableSecretStore.Schema, [typeof(TableSecretStore).Assembly], TimeProvider.System, Token);
        var secrets = new TableSecretStore(database, new MasterKey(RandomNumberGenerator.GetBytes(MasterKey.Length)), TimeProvider.System);
        var options = new PostgresWarehouseOptions(platform.Warehouse);
        var credentials = new WarehouseCredentials(secrets);
        var meter = new RecordingMeter();
        var warehouse = new PostgresWarehouse(options, credentials, meter, TimeProvider.System);
        var provisioner = new PostgresProvisioner(options, warehouse, credentials, secrets, TimeProvider.System, NullLogger<PostgresProvisioner>.Instance);
        _opened.AddRange([provisioner, warehouse, database]);
        return (new TestedWarehouse(warehouse, provisioner, meter), PostgresFixture.NewTenant());
    }
}

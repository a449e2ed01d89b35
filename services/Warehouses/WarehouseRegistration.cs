using ControlPlane.Warehouses.Credentials;
using ControlPlane.Warehouses.Metering;
using ControlPlane.Warehouses.Postgres;
using ControlPlane.Warehouses.Postgres.Provisioning;
using ControlPlane.Warehouses.Provisioning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ControlPlane.Warehouses;

public static class WarehouseRegistration
{
    /// <summary>The warehouse that <c>ControlPlane:Warehouse</c> names. Several services of one process may call it.</summary>
    public static void AddWarehouse(this IHostApplicationBuilder builder)
    {
        var address = builder.Configuration["ControlPlane:Warehouse"] ?? throw new InvalidOperationException("Set ControlPlane:Warehouse to the warehouse server's connection string.");
        builder.Services.TryAddSingleton(new PostgresWarehouseOptions(address));
        builder.Services.TryAddSingleton<WarehouseCredentials>();
        builder.Services.TryAddSingleton<StatementMeter>();
        builder.Services.TryAddSingleton<IStatementMeter>(services => services.GetRequiredService<StatementMeter>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MeterPublisher>());
        builder.Services.TryAddSingleton<PostgresWarehouse>();
        builder.Services.TryAddSingleton<IWarehouse>(services => services.GetRequiredService<PostgresWarehouse>());
        builder.Services.TryAddSingleton<PostgresProvisioner>();
        builder.Services.TryAddSingleton<IWarehouseProvisioner>(services => services.GetRequiredService<PostgresProvisioner>());
    }
}

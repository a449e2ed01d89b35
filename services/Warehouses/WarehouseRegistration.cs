using ControlPlane.Lake;
using ControlPlane.Warehouses.Credentials;
using ControlPlane.Warehouses.DuckDb;
using ControlPlane.Warehouses.DuckDb.Provisioning;
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
    /// <summary>
    /// The warehouse that <c>ControlPlane:Warehouse</c> names: <c>duckdb:</c> and a folder, or a PostgreSQL server's connection string.
    /// Several services of one process may call it.
    /// </summary>
    public static void AddWarehouse(this IHostApplicationBuilder builder)
    {
        var address = builder.Configuration["ControlPlane:Warehouse"]
            ?? throw new InvalidOperationException($"Set ControlPlane:Warehouse to the warehouse server's connection string, or to {DuckDbWarehouseOptions.Scheme} and a folder.");
        builder.Services.TryAddSingleton<WarehouseCredentials>();
        builder.Services.TryAddSingleton<StatementMeter>();
        builder.Services.TryAddSingleton<IStatementMeter>(services => services.GetRequiredService<StatementMeter>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MeterPublisher>());
        if (DuckDbWarehouseOptions.TryParse(address) is { } options) AddDuckDb(builder.Services, options with { Lake = builder.Configuration.FolderLake() });
        else AddPostgres(builder.Services, new PostgresWarehouseOptions(address));
    }

    private static void AddDuckDb(IServiceCollection services, DuckDbWarehouseOptions options)
    {
        services.TryAddSingleton(options);
        services.TryAddSingleton<DuckDbWarehouse>();
        services.TryAddSingleton<IWarehouse>(provider => provider.GetRequiredService<DuckDbWarehouse>());
        services.TryAddSingleton<IWarehouseProvisioner, DuckDbProvisioner>();
    }

    private static void AddPostgres(IServiceCollection services, PostgresWarehouseOptions options)
    {
        services.TryAddSingleton(options);
        services.TryAddSingleton<PostgresWarehouse>();
        services.TryAddSingleton<IWarehouse>(provider => provider.GetRequiredService<PostgresWarehouse>());
        services.TryAddSingleton<PostgresProvisioner>();
        services.TryAddSingleton<IWarehouseProvisioner>(provider => provider.GetRequiredService<PostgresProvisioner>());
    }
}

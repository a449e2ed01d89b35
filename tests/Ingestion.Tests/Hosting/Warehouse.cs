using ControlPlane.Contracts;
using ControlPlane.Secrets;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.Credentials;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Tests.Hosting;

/// <summary>What provisioning makes for a tenant, as far as loading needs it.</summary>
internal static class Warehouse
{
    public static async Task PrepareAsync(string admin, ISecretStore secrets, TenantId tenant, CancellationToken cancellationToken, params string[] tables)
    {
        var password = await new WarehouseCredentials(secrets).EnsureAsync(tenant, WarehouseRole.Loader, cancellationToken);
        var loader = tenant.RoleName(WarehouseRole.Loader);
        await using (var server = await OpenAsync(admin, "postgres", cancellationToken))
        {
            await server.ExecuteAsync($"""CREATE DATABASE "{tenant.DatabaseName}" """);
            await server.ExecuteAsync($"""CREATE ROLE "{loader}" LOGIN PASSWORD '{password}'; GRANT CONNECT ON DATABASE "{tenant.DatabaseName}" TO "{loader}";""");
        }
        await using var database = await OpenAsync(admin, tenant.DatabaseName, cancellationToken);
        await database.ExecuteAsync($"""
            CREATE SCHEMA "RAW"; GRANT USAGE ON SCHEMA "RAW" TO "{loader}";
            CREATE TABLE "RAW"._loads (batch uuid PRIMARY KEY, run uuid NOT NULL, table_name text NOT NULL, rows bigint NOT NULL, loaded_at timestamptz NOT NULL DEFAULT now());
            GRANT INSERT ON "RAW"._loads TO "{loader}";
            """);
        foreach (var table in tables)
            await database.ExecuteAsync($"""
                CREATE TABLE "RAW"."{table}" (_airbyte_raw_id uuid NOT NULL, _airbyte_extracted_at timestamptz NOT NULL, _airbyte_data jsonb NOT NULL, _tenant text NOT NULL, _batch uuid NOT NULL);
                GRANT INSERT ON "RAW"."{table}" TO "{loader}";
                """);
    }

    public static async Task<NpgsqlConnection> OpenAsync(string admin, string database, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(admin) { Database = database, Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}

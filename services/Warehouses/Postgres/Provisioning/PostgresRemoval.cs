using ControlPlane.Contracts;
using Npgsql;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

internal static class PostgresRemoval
{
    public static async Task<string[]> ExistingRolesAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT COALESCE(array_agg(rolname::text), '{}') FROM pg_roles WHERE rolname = ANY($1)", connection)
        {
            Parameters = { new() { Value = Enum.GetValues<WarehouseRole>().Select(role => tenant.RoleName(role)).ToArray() } },
        };
        return (string[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static async Task EndSessionsAsync(NpgsqlConnection connection, string[] roles, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ANY($1)", connection) { Parameters = { new() { Value = roles } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task DropRolesAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken)
    {
        var roles = await ExistingRolesAsync(connection, tenant, cancellationToken);
        if (roles.Length == 0) return;
        await EndSessionsAsync(connection, roles, cancellationToken);
        var list = string.Join(", ", roles.Select(PostgresIdentifier.Quote));
        // Whatever somebody gave them outside their own database would keep them from being dropped.
        await PostgresAdministrator.ExecuteAsync(connection, [.. roles.Select(role => $"GRANT {PostgresIdentifier.Quote(role)} TO CURRENT_USER"), $"DROP OWNED BY {list} CASCADE", $"DROP ROLE {list}"], cancellationToken);
    }
}

using ControlPlane.Contracts;
using ControlPlane.Warehouses.Provisioning;
using Npgsql;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

/// <summary>Statement time as PostgreSQL counts it per database, for all tenants in one query.</summary>
internal static class PostgresStatementTimes
{
    private const string Sql = """
        SELECT d.datname::text, d.active_time, COALESCE(a.running, 0)
        FROM pg_stat_database d LEFT JOIN (
            SELECT datid, 1000 * sum(extract(epoch FROM clock_timestamp() - query_start))::double precision AS running
            FROM pg_stat_activity WHERE state = 'active' AND backend_type = 'client backend' AND pid <> pg_backend_pid() GROUP BY datid
        ) a USING (datid)
        WHERE d.datname = ANY($1)
        """;

    public static async Task<IReadOnlyList<StatementTime>> ReadAsync(PostgresAdministrator administrator, IReadOnlyList<TenantId> tenants, CancellationToken cancellationToken)
    {
        var byDatabase = tenants.ToDictionary(tenant => tenant.DatabaseName);
        await using var connection = await administrator.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = byDatabase.Keys.ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var times = new List<StatementTime>();
        while (await reader.ReadAsync(cancellationToken))
            times.Add(new StatementTime(byDatabase[reader.GetString(0)], TimeSpan.FromMilliseconds(reader.GetDouble(1)), TimeSpan.FromMilliseconds(Math.Max(0, reader.GetDouble(2)))));
        return times;
    }
}

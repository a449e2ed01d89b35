using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using Dapper;
using Npgsql;

namespace ControlPlane.Tenants.Inventory;

/// <summary>
/// The rows that all services keep about a tenant: every table of the control database with a tenant column. Left out are secrets and API
/// keys, which are counted by themselves, and the record of the offboarding: the tenant's own row, its work row, the steps that are done, and
/// what other services keep so that late news does not bring the tenant back (<c>offboarded</c>).
/// </summary>
internal static class ControlRows
{
    private const string Tables = """
        SELECT format('%I.%I', n.nspname, c.relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND pg_get_userbyid(c.relowner) = current_user
            AND c.relname <> 'offboarded' AND (n.nspname, c.relname) NOT IN (('tenants', 'tenants'), ('tenants', 'work'), ('tenants', 'offboarding_steps'), ('secrets', 'secrets'), ('access', 'api_keys'))
        ORDER BY 1
        """;

    /// <summary>Only tables that hold any.</summary>
    public static async Task<IReadOnlyList<(string Table, long Rows)>> CountAsync(ControlDatabase database, TenantId tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenFleetAsync(cancellationToken);
        var tables = await TablesAsync(connection, cancellationToken);
        if (tables.Count == 0) return [];
        var sql = string.Join(" UNION ALL ", tables.Select(table => $"SELECT '{table.Replace("'", "''", StringComparison.Ordinal)}' AS name, count(*) AS rows FROM {table} WHERE tenant = @tenant"));
        var counts = await connection.QueryAsync<(string Table, long Rows)>(new CommandDefinition(sql, new { tenant = tenant.ToString() }, cancellationToken: cancellationToken));
        return [.. counts.Where(count => count.Rows > 0)];
    }

    /// <summary>Removes them all and returns how many there were. Tables that refer to each other are tried again until all are empty.</summary>
    public static async Task<long> RemoveAsync(NpgsqlTransaction transaction, TenantId tenant, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection!;
        var left = new Queue<string>(await TablesAsync(connection, cancellationToken));
        var removed = 0L;
        for (var attempts = left.Count * left.Count; left.TryDequeue(out var table); attempts--)
        {
            await transaction.SaveAsync("before", cancellationToken);
            try
            {
                removed += await connection.ExecuteAsync(new CommandDefinition($"DELETE FROM {table} WHERE tenant = @tenant", new { tenant = tenant.ToString() }, transaction, cancellationToken: cancellationToken));
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ForeignKeyViolation && attempts > 0)
            {
                await transaction.RollbackAsync("before", cancellationToken);
                left.Enqueue(table);
            }
        }
        return removed;
    }

    private static async Task<List<string>> TablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<string>(new CommandDefinition(Tables, cancellationToken: cancellationToken))).AsList();
}

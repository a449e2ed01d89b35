using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using Dapper;
using Npgsql;

namespace ControlPlane.Tenants.Records;

/// <summary>Reads and writes the rows of tenants, on the caller's connection.</summary>
internal static class TenantStore
{
    private const string Columns = """
        tenant, generation, state, document::text AS Document, effective::text AS Effective, conditions::text AS Conditions,
        provisioned_generation AS ProvisionedGeneration, created_at AS CreatedAt, updated_at AS UpdatedAt
        """;

    public static async Task<TenantRecord?> FindAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken, NpgsqlTransaction? transaction = null, bool lockRow = false)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM tenants.tenants WHERE tenant = @tenant{(lockRow ? " FOR UPDATE" : "")}", new { tenant = tenant.ToString() }, transaction, cancellationToken: cancellationToken));
        return row?.ToRecord();
    }

    /// <summary>Tenants after <paramref name="after"/> in the order of their names.</summary>
    public static async Task<IReadOnlyList<TenantRecord>> ListAsync(NpgsqlConnection connection, string after, int limit, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM tenants.tenants WHERE tenant COLLATE \"C\" > @after AND state <> 'Offboarded' ORDER BY tenant COLLATE \"C\" LIMIT @limit", new { after, limit }, cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToRecord())];
    }

    public static Task SetConditionsAsync(NpgsqlTransaction transaction, TenantId tenant, IReadOnlyList<Condition> conditions, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE tenants.tenants SET conditions = @conditions::jsonb WHERE tenant = @tenant", new { tenant = tenant.ToString(), conditions = JsonSerializer.Serialize(conditions) }, transaction, cancellationToken: cancellationToken));

    private sealed record Row(
        string Tenant, long Generation, string State, string Document, string Effective, string Conditions, long ProvisionedGeneration, DateTime CreatedAt, DateTime UpdatedAt)
    {
        public TenantRecord ToRecord() => new(
            TenantId.Parse(Tenant), Generation, Enum.Parse<TenantState>(State), (JsonObject)JsonNode.Parse(Document)!, (JsonObject)JsonNode.Parse(Effective)!,
            JsonSerializer.Deserialize<List<Condition>>(Conditions)!, ProvisionedGeneration, CreatedAt, UpdatedAt);
    }
}

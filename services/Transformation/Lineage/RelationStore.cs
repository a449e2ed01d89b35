using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ControlPlane.Contracts;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Transformation.Lineage;

/// <summary>Keeps what runs saw of tenants' relations: of each tenant the newest.</summary>
public sealed class RelationStore(ServiceState<TransformationModule> state, TimeProvider time)
{
    /// <summary>Empty where nothing was recorded.</summary>
    public static async Task<string> FingerprintAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken) =>
        await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT fingerprint FROM transformation.relations WHERE tenant = @tenant", new { tenant = tenant.ToString() }, cancellationToken: cancellationToken)) ?? "";

    public static async Task<RecordedRelations> ReadAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken)
    {
        var row = await connection.QuerySingleOrDefaultAsync<(string Fingerprint, string Relations)?>(new CommandDefinition(
            "SELECT fingerprint, relations FROM transformation.relations WHERE tenant = @tenant", new { tenant = tenant.ToString() }, cancellationToken: cancellationToken));
        return row is var (fingerprint, relations)
            ? new(JsonSerializer.Deserialize<Dictionary<string, RecordedRelation>>(relations, JsonSerializerOptions.Web)!, fingerprint)
            : RecordedRelations.None;
    }

    /// <summary>Of a tenant that is gone nothing is kept.</summary>
    public async Task SaveAsync(TenantId tenant, Guid run, IReadOnlyDictionary<string, RecordedRelation> relations, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(relations.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal), JsonSerializerOptions.Web);
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO transformation.relations AS r (tenant, run, fingerprint, relations, recorded_at)
            SELECT tenant, @run, @fingerprint, @json::jsonb, @now FROM transformation.tenants WHERE tenant = @tenant FOR KEY SHARE
            ON CONFLICT (tenant) DO UPDATE SET run = EXCLUDED.run, fingerprint = EXCLUDED.fingerprint, relations = EXCLUDED.relations, recorded_at = EXCLUDED.recorded_at
            WHERE r.recorded_at <= EXCLUDED.recorded_at
            """, new
        {
            tenant = tenant.ToString(), run, json, now = time.GetUtcNow(), fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json))),
        }, cancellationToken: cancellationToken));
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Ingestion.Batches;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Schemas;

/// <summary>The schemas of streams, version by version.</summary>
internal sealed class SchemaStore(ServiceState<IngestionModule> state, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public async Task<StreamSchema> FindAsync(Batch batch, CancellationToken cancellationToken)
    {
        await using var connection = await state.Database.OpenFleetAsync(cancellationToken);
        var (version, columns) = await connection.QuerySingleOrDefaultAsync<(int Version, string? Columns)>(new CommandDefinition("""
            SELECT version, columns::text FROM ingestion.stream_schemas WHERE tenant = @tenant AND source = @Source AND stream = @Stream ORDER BY version DESC LIMIT 1
            """, new { tenant = batch.Tenant.ToString(), batch.Source, batch.Stream }, cancellationToken: cancellationToken));
        return columns is null ? StreamSchema.Unknown : new StreamSchema(version, JsonSerializer.Deserialize<List<SchemaColumn>>(columns, Json)!);
    }

    /// <summary>Adds a version and tells the others what changed.</summary>
    /// <exception cref="Fault">Another batch has added this version meanwhile: look at the rows again, with what that one brought.</exception>
    public async Task AddAsync(NpgsqlTransaction transaction, Batch batch, StreamSchema schema, IReadOnlyList<SchemaChange> changes, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var added = await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            INSERT INTO ingestion.stream_schemas (tenant, source, stream, version, columns, changes, batch, at)
            VALUES (@tenant, @Source, @Stream, @Version, @columns::jsonb, @changes::jsonb, @Id, @now) ON CONFLICT ON CONSTRAINT stream_schemas_version DO NOTHING
            """,
            new
            {
                tenant = batch.Tenant.ToString(),
                batch.Source,
                batch.Stream,
                schema.Version,
                columns = JsonSerializer.Serialize(schema.Columns, Json),
                changes = JsonSerializer.Serialize(changes, Json),
                batch.Id,
                now,
            },
            transaction, cancellationToken: cancellationToken));
        if (added == 0) throw new Fault(FaultKind.Unavailable, "SchemaMoved", $"Another batch of {batch.Name} changed the stream's schema meanwhile; the rows are looked at again.");
        if (changes.Count > 0)
            await state.Outbox.AddAsync(transaction, new StreamSchemaChanged(batch.Tenant, batch.Run, batch.Id, batch.Source, batch.Stream, schema.Version, changes, now), cancellationToken);
    }

    public static IReadOnlyList<SchemaChange> ParseChanges(string json) => JsonSerializer.Deserialize<List<SchemaChange>>(json, Json)!;
}

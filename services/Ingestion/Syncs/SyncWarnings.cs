using System.Text.Json;
using ControlPlane.Connectors;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Ingestion.Batches;
using ControlPlane.ServiceDefaults.Modules;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>What somebody should know of a sync that succeeded: kept with its batch, and told.</summary>
internal sealed class SyncWarnings(ServiceState<IngestionModule> state, TimeProvider time)
{
    public static IReadOnlyList<SyncWarning> Parse(string json) => JsonSerializer.Deserialize<List<SyncWarning>>(json, JsonSerializerOptions.Web)!;

    /// <summary>In the transaction that lands the batch.</summary>
    public async Task AddAsync(NpgsqlTransaction transaction, Batch batch, IReadOnlyList<ReadWarning> read, CancellationToken cancellationToken)
    {
        if (read.Count == 0) return;
        var warnings = read.Select(one => new SyncWarning(one.Kind, one.Message)).ToList();
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE ingestion.batches SET warnings = @warnings::jsonb WHERE batch = @Id", new { warnings = JsonSerializer.Serialize(warnings, JsonSerializerOptions.Web), batch.Id }, transaction, cancellationToken: cancellationToken));
        await state.Outbox.AddAsync(transaction, new SyncWarned(batch.Tenant, batch.Run, batch.Id, batch.Source, batch.Stream, warnings, time.GetUtcNow()), cancellationToken);
    }
}

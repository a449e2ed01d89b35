using ControlPlane.Contracts;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Ingestion.Schemas;
using ControlPlane.Ingestion.Syncs;
using Dapper;
using Npgsql;

namespace ControlPlane.Ingestion.Runs;

/// <summary>The ledger of one batch: read = landed + rejected, landed = loaded.</summary>
/// <param name="Rejections">Rows by the reason for which they were set aside, most frequent first.</param>
/// <param name="Replaces">Its rows took the place of all that was loaded before.</param>
/// <param name="DiscardedValues">Values that were left out because the stream's schema does not have them; raw keeps them.</param>
/// <param name="SchemaChanges">What its rows brought to the stream's schema.</param>
/// <param name="SourceTotal">How many records the source said that there are; null when it does not say.</param>
/// <param name="Warnings">What somebody should know of the sync, although it succeeded.</param>
internal sealed record BatchView(
    Guid Batch, string Source, string Stream, string State, long Read, long Rejected, long Landed, long Loaded, long RawBytes, string? Error, IReadOnlyList<RejectionView> Rejections,
    bool Replaces, long DiscardedValues, IReadOnlyList<SchemaChange> SchemaChanges, long? SourceTotal, IReadOnlyList<SyncWarning> Warnings)
{
    public static async Task<IReadOnlyList<BatchView>> ListAsync(NpgsqlConnection connection, TenantId tenant, Guid run, CancellationToken cancellationToken)
    {
        var arguments = new { tenant = tenant.ToString(), run };
        var rejections = (await connection.QueryAsync<(Guid Batch, string Reason, long Rows)>(new CommandDefinition("""
            SELECT j.batch, j.reason, j.rows FROM ingestion.rejections j JOIN ingestion.batches b USING (batch) WHERE b.tenant = @tenant AND b.run = @run ORDER BY j.rows DESC, j.reason
            """, arguments, cancellationToken: cancellationToken))).ToLookup(one => one.Batch, one => new RejectionView(one.Reason, one.Rows));
        var changes = (await connection.QueryAsync<(Guid Batch, string Changes)>(new CommandDefinition(
            "SELECT c.batch, c.changes::text FROM ingestion.stream_schemas c JOIN ingestion.batches b USING (batch) WHERE b.tenant = @tenant AND b.run = @run", arguments, cancellationToken: cancellationToken)))
            .ToLookup(one => one.Batch, one => SchemaStore.ParseChanges(one.Changes));
        var batches = await connection.QueryAsync<Row>(new CommandDefinition("""
            SELECT batch AS Batch, source AS Source, stream AS Stream, state AS State, read AS Read, rejected AS Rejected, landed AS Landed, loaded AS Loaded, raw_bytes AS RawBytes, error AS Error,
                replaces AS Replaces, discarded_values AS DiscardedValues, source_total AS SourceTotal, warnings::text AS Warnings
            FROM ingestion.batches WHERE tenant = @tenant AND run = @run ORDER BY source, stream
            """, arguments, cancellationToken: cancellationToken));
        return [.. batches.Select(one => new BatchView(
            one.Batch, one.Source, one.Stream, one.State, one.Read, one.Rejected, one.Landed, one.Loaded, one.RawBytes, one.Error, [.. rejections[one.Batch]],
            one.Replaces, one.DiscardedValues, [.. changes[one.Batch].SelectMany(each => each)], one.SourceTotal, SyncWarnings.Parse(one.Warnings)))];
    }

    private sealed record Row(Guid Batch, string Source, string Stream, string State, long Read, long Rejected, long Landed, long Loaded, long RawBytes, string? Error, bool Replaces, long DiscardedValues,
        long? SourceTotal, string Warnings);
}

internal sealed record RejectionView(string Reason, long Rows);

using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Warehouses.Postgres;

/// <summary>Binary COPY of one batch, in the transaction that records the batch in <c>"RAW"._loads</c>.</summary>
internal static class PostgresLoad
{
    public static async Task<LoadResult> RunAsync(
        NpgsqlConnection connection, TenantId tenant, QueryTag tag, RawBatch batch, IAsyncEnumerable<RawRow> rows, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await RecordAsync(connection, transaction, tag, batch, cancellationToken)) return new LoadResult(batch.Rows, AlreadyLoaded: true);
        var copied = await CopyAsync(connection, tenant, tag, batch, rows, cancellationToken);
        if (copied != (ulong)batch.Rows)
            throw new Fault(FaultKind.Rejected, "RowCountDiffers", $"Batch {batch.Id} has {batch.Rows} rows, but {copied} arrived in RAW.{batch.Table}; nothing was loaded.");
        await transaction.CommitAsync(cancellationToken);
        return new LoadResult(batch.Rows, AlreadyLoaded: false);
    }

    /// <summary>False when an earlier attempt had committed. A concurrent attempt waits here until the other one ends.</summary>
    private static async Task<bool> RecordAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, QueryTag tag, RawBatch batch, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""{tag.ToComment()}INSERT INTO "RAW"._loads (batch, run, table_name, rows) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING""", connection, transaction)
        {
            Parameters = { new() { Value = batch.Id }, new() { Value = batch.Run }, new() { Value = batch.Table }, new() { Value = batch.Rows } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static async Task<ulong> CopyAsync(
        NpgsqlConnection connection, TenantId tenant, QueryTag tag, RawBatch batch, IAsyncEnumerable<RawRow> rows, CancellationToken cancellationToken)
    {
        var copy = $"""{tag.ToComment()}COPY "RAW".{PostgresIdentifier.Quote(batch.Table)} (_airbyte_raw_id, _airbyte_extracted_at, _airbyte_data, _tenant, _batch) FROM STDIN (FORMAT binary)""";
        await using var importer = await connection.BeginBinaryImportAsync(copy, cancellationToken);
        var name = tenant.ToString();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            await importer.StartRowAsync(cancellationToken);
            await importer.WriteAsync(row.RawId, NpgsqlDbType.Uuid, cancellationToken);
            await importer.WriteAsync(row.ExtractedAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
            await importer.WriteAsync(row.Data, NpgsqlDbType.Jsonb, cancellationToken);
            await importer.WriteAsync(name, NpgsqlDbType.Text, cancellationToken);
            await importer.WriteAsync(batch.Id, NpgsqlDbType.Uuid, cancellationToken);
        }
        return await importer.CompleteAsync(cancellationToken);
    }
}

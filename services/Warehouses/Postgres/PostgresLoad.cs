using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Warehouses.Postgres.Provisioning;
using Npgsql;

namespace ControlPlane.Warehouses.Postgres;

/// <summary>Binary COPY of one batch, in the transaction that records the batch in <c>"RAW"._loads</c>.</summary>
internal static class PostgresLoad
{
    public static async Task<LoadResult> RunAsync(
        NpgsqlConnection connection, TenantId tenant, QueryTag tag, RawBatch batch, IAsyncEnumerable<RawRow> rows, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await RecordAsync(connection, transaction, tag, batch, cancellationToken)) return new LoadResult(batch.Rows, AlreadyLoaded: true);
        if (batch.Replaces) await RemoveEarlierAsync(connection, transaction, tag, batch, cancellationToken);
        await CopyAsync(connection, tenant, tag, batch, rows, cancellationToken);
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

    private static async Task RemoveEarlierAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, QueryTag tag, RawBatch batch, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"""{tag.ToComment()}SELECT "RAW".{FunctionSteps.RemoveEarlier}($1, $2)""", connection, transaction)
        {
            Parameters = { new() { Value = batch.Table }, new() { Value = batch.Id } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, TenantId tenant, QueryTag tag, RawBatch batch, IAsyncEnumerable<RawRow> rows, CancellationToken cancellationToken)
    {
        // The tag comes second: Npgsql insists that the statement begins with its verb.
        var sql = $"""COPY {tag.ToComment()}"RAW".{PostgresIdentifier.Quote(batch.Table)} (_airbyte_raw_id, _airbyte_extracted_at, _airbyte_data, _tenant, _batch) FROM STDIN (FORMAT binary)""";
        await using var stream = await connection.BeginRawBinaryCopyAsync(sql, cancellationToken);
        try
        {
            var copied = await WriteAsync(stream, tenant, batch, rows, cancellationToken);
            if (copied != batch.Rows)
                throw new Fault(FaultKind.Rejected, "RowCountDiffers", $"Batch {batch.Id} has {batch.Rows} rows, but {copied} arrived for RAW.{batch.Table}; nothing was loaded.");
        }
        catch
        {
            // Without this, closing the stream would complete the COPY.
            await CancelAsync(stream);
            throw;
        }
    }

    private static async Task<long> WriteAsync(NpgsqlRawCopyStream stream, TenantId tenant, RawBatch batch, IAsyncEnumerable<RawRow> rows, CancellationToken cancellationToken)
    {
        using var copy = new PostgresCopy(stream, tenant.ToString(), batch.Id);
        copy.Begin();
        var copied = 0L;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (!copy.TryAdd(row))
            {
                await copy.FlushAsync(row.Data.Length, cancellationToken);
                copy.TryAdd(row);
            }
            copied++;
        }
        if (copied == batch.Rows) await copy.EndAsync(cancellationToken);
        return copied;
    }

    private static async Task CancelAsync(NpgsqlRawCopyStream stream)
    {
        try
        {
            await stream.CancelAsync();
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or ObjectDisposedException)
        {
            // The connection is gone, and the COPY with it.
        }
    }
}

using ControlPlane.DuckDb;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.DuckDb.Reading;
using static ControlPlane.DuckDb.DuckDbIdentifier;

namespace ControlPlane.Warehouses.DuckDb;

/// <summary>Appends one batch in vectors, in the transaction that records the batch in <c>"RAW"._loads</c>. One load at a time in a file.</summary>
internal static class DuckDbLoad
{
    public static async Task<LoadResult> RunAsync(
        NativeConnection connection, TenantId tenant, QueryTag tag, RawBatch batch, IAsyncEnumerable<RawRow> rows, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync("BEGIN TRANSACTION", cancellationToken);
        try
        {
            var recorded = await WriteAsync(
                connection, tag, """INSERT INTO "RAW"._loads (batch, run, table_name, rows) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING batch""",
                [batch.Id, batch.Run, batch.Table, batch.Rows], cancellationToken);
            if (recorded)
            {
                if (batch.Replaces) await WriteAsync(connection, tag, $"DELETE FROM \"RAW\".{Quote(batch.Table)} WHERE _batch <> $1", [batch.Id], cancellationToken);
                await AppendAsync(connection, tenant, batch, rows, cancellationToken);
            }
            await connection.ExecuteAsync("COMMIT", cancellationToken);
            return new LoadResult(batch.Rows, AlreadyLoaded: !recorded);
        }
        catch
        {
            await DuckDbSession.RollBackAsync(connection);
            throw;
        }
    }

    /// <summary>Whether the statement had anything to say.</summary>
    private static Task<bool> WriteAsync(NativeConnection connection, QueryTag tag, string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken) =>
        connection.RunAsync(handle =>
        {
            var rows = DuckDbQuery.Run(handle, tag.ToComment(), sql, parameters, rights: null);
            try
            {
                return rows.Next() is not null;
            }
            finally
            {
                rows.Destroy();
            }
        }, cancellationToken);

    private static async Task AppendAsync(NativeConnection connection, TenantId tenant, RawBatch batch, IAsyncEnumerable<RawRow> rows, CancellationToken cancellationToken)
    {
        var appender = await connection.RunAsync(handle => new DuckDbAppender(handle, batch, tenant.ToString()), cancellationToken);
        try
        {
            var appended = 0L;
            await foreach (var row in rows.WithCancellation(cancellationToken))
            {
                if (appender.IsFull(row)) await connection.RunAsync(_ => appender.Append(), cancellationToken);
                appender.Add(row);
                appended++;
            }
            if (appended != batch.Rows)
                throw new Fault(FaultKind.Rejected, "RowCountDiffers", $"Batch {batch.Id} has {batch.Rows} rows, but {appended} arrived for RAW.{batch.Table}; nothing was loaded.");
            await connection.RunAsync(_ => appender.End(), cancellationToken);
        }
        finally
        {
            await appender.DisposeAsync(connection);
        }
    }
}

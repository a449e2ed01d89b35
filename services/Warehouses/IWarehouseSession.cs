using System.Data.Common;

namespace ControlPlane.Warehouses;

/// <summary>
/// One connection as one role of one tenant. Every statement carries its tag and its time is metered. Cancelling a call cancels the
/// statement on the server. Not for concurrent use.
/// </summary>
public interface IWarehouseSession : IAsyncDisposable
{
    /// <summary>Runs statements in one transaction: all or none. Returns the rows that the last one touched, or -1.</summary>
    Task<long> ExecuteAsync(QueryTag tag, IReadOnlyList<string> statements, CancellationToken cancellationToken);

    /// <summary>Streams the rows of one statement; parameters are positional (<c>$1</c>). Dispose the reader before the next call.</summary>
    Task<DbDataReader> QueryAsync(QueryTag tag, string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken);

    /// <summary>
    /// Loads a batch into its RAW table exactly once however often it is called: the batch is recorded in the transaction that inserts
    /// its rows. The transaction is rolled back unless exactly <see cref="RawBatch.Rows"/> rows arrive.
    /// </summary>
    /// <param name="rows">Each row is used before the next is asked for, so its buffer may be reused.</param>
    Task<LoadResult> LoadAsync(QueryTag tag, RawBatch batch, IAsyncEnumerable<RawRow> rows, CancellationToken cancellationToken);
}

/// <param name="Table">The table in RAW, see <see cref="WarehouseNames.RawTable"/>.</param>
/// <param name="Rows">How many rows the batch has.</param>
/// <param name="Replaces">The rows of earlier batches of the table go in the transaction that adds these: a reader sees the old rows or the new ones, never both or a part.</param>
public sealed record RawBatch(Guid Id, Guid Run, string Table, long Rows, bool Replaces = false);

/// <param name="Data">One JSON value as UTF-8.</param>
public readonly record struct RawRow(Guid RawId, DateTimeOffset ExtractedAt, ReadOnlyMemory<byte> Data);

/// <param name="AlreadyLoaded">An earlier attempt had loaded the batch; nothing was inserted now.</param>
public sealed record LoadResult(long Rows, bool AlreadyLoaded);

using System.Data.Common;
using ControlPlane.Contracts;
using Npgsql;

namespace ControlPlane.Warehouses.Postgres;

internal sealed class PostgresSession(TenantId tenant, WarehouseRole role, NpgsqlConnection connection, IStatementMeter meter, TimeProvider time) : IWarehouseSession
{
    public Task<long> ExecuteAsync(QueryTag tag, IReadOnlyList<string> statements, CancellationToken cancellationToken) =>
        MeterAsync(tag, async () =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var touched = -1L;
            foreach (var statement in statements)
            {
                await using var command = new NpgsqlCommand(tag.ToComment() + statement, connection, transaction);
                touched = await command.ExecuteNonQueryAsync(cancellationToken);
            }
            await transaction.CommitAsync(cancellationToken);
            return touched;
        });

    public Task<DbDataReader> QueryAsync(QueryTag tag, string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken) =>
        MeterAsync<DbDataReader>(tag, async () =>
        {
            await using var command = new NpgsqlCommand(tag.ToComment() + sql, connection);
            foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter ?? DBNull.Value });
            return await command.ExecuteReaderAsync(cancellationToken);
        });

    public Task<LoadResult> LoadAsync(QueryTag tag, RawBatch batch, IAsyncEnumerable<RawRow> rows, CancellationToken cancellationToken) =>
        MeterAsync(tag, () => PostgresLoad.RunAsync(connection, tenant, tag, batch, rows, cancellationToken));

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<T> MeterAsync<T>(QueryTag tag, Func<Task<T>> statement)
    {
        var started = time.GetTimestamp();
        try
        {
            return await statement();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw PostgresFaults.Translate(exception, tenant, role);
        }
        finally
        {
            meter.Record(tag, role, time.GetElapsedTime(started));
        }
    }
}

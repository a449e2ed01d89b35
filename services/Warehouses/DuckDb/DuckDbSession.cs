using ControlPlane.DuckDb;
using System.Data.Common;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.DuckDb.Native;
using ControlPlane.DuckDb.Reading;

namespace ControlPlane.Warehouses.DuckDb;

internal sealed class DuckDbSession(
    TenantId tenant, WarehouseRole role, DuckDbFile file, NativeConnection connection, IStatementMeter meter, DuckDbUsage usage, TimeProvider time) : IWarehouseSession
{
    public Task<long> ExecuteAsync(QueryTag tag, IReadOnlyList<string> statements, CancellationToken cancellationToken) => MeterAsync(tag, async () =>
    {
        if (role == WarehouseRole.Reader) throw ReadOnly();
        await connection.ExecuteAsync("BEGIN TRANSACTION", cancellationToken);
        try
        {
            var touched = -1L;
            foreach (var statement in statements) touched = await connection.ExecuteAsync(tag.ToComment() + statement, cancellationToken);
            await connection.ExecuteAsync("COMMIT", cancellationToken);
            return touched;
        }
        catch
        {
            await RollBackAsync(connection);
            throw;
        }
    });

    public Task<DbDataReader> QueryAsync(QueryTag tag, string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken) => MeterAsync<DbDataReader>(tag, async () =>
    {
        var rows = await connection.RunAsync(handle => DuckDbQuery.Run(handle, tag.ToComment(), sql, parameters, role == WarehouseRole.Reader ? StatementRights.Reader : null), cancellationToken);
        connection.Reads(rows);
        return new DuckDbReader(connection, rows, exception => Translate(exception));
    });

    public Task<LoadResult> LoadAsync(QueryTag tag, RawBatch batch, IAsyncEnumerable<RawRow> rows, CancellationToken cancellationToken) => MeterAsync(tag, async () =>
    {
        if (role == WarehouseRole.Reader) throw ReadOnly();
        await file.Writing.WaitAsync(cancellationToken);
        try
        {
            return await DuckDbLoad.RunAsync(connection, tenant, tag, batch, rows, cancellationToken);
        }
        finally
        {
            file.Writing.Release();
        }
    });

    public async ValueTask DisposeAsync() => await file.ReleaseAsync(connection);

    /// <summary>Whatever became of the connection.</summary>
    public static async Task RollBackAsync(NativeConnection connection)
    {
        try
        {
            await connection.ExecuteAsync("ROLLBACK", CancellationToken.None);
        }
        catch (DuckDbException)
        {
            // The session was ended, or the failure has ended the transaction.
        }
    }

    private async Task<T> MeterAsync<T>(QueryTag tag, Func<Task<T>> statement)
    {
        var started = time.GetTimestamp();
        using var counted = usage.Begin(tenant);
        try
        {
            return await statement();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Translate(exception);
        }
        finally
        {
            meter.Record(tag, role, time.GetElapsedTime(started));
        }
    }

    private Fault Translate(Exception exception) =>
        exception is DuckDbException && connection.IsEnded && file.IsSuspended ? DuckDbFaults.Suspended(tenant) : DuckDbFaults.Translate(exception, tenant, role);

    private Fault ReadOnly() => new(FaultKind.AccessDenied, "PermissionDenied", $"{tenant.RoleName(role)} may only read.");
}

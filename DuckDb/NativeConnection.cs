using ControlPlane.DuckDb.Native;
using ControlPlane.DuckDb.Reading;

namespace ControlPlane.DuckDb;

/// <summary>
/// One connection to an opened file. Calls block, so each runs on a thread of the pool, one at a time; cancelling one interrupts it, and
/// ending the connection interrupts whatever runs and closes it under its user.
/// </summary>
public sealed class NativeConnection
{
    private static readonly TimeSpan InterruptAgain = TimeSpan.FromMilliseconds(5);

    private readonly Lock _use = new();
    private readonly Lock _running = new();
    private nint _handle;
    private bool _isRunning;
    private DuckDbRows? _rows;

    internal NativeConnection(nint handle) => _handle = handle;

    /// <summary>Nothing runs on it any more.</summary>
    public bool IsEnded { get; private set; }

    internal static NativeConnection Open(nint database) =>
        DuckDbApi.Connect(database, out var handle) == 0 ? new(handle) : throw new DuckDbException("Connection Error: no connection could be made");

    internal async Task<T> RunAsync<T>(Func<nint, T> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var done = false;
        await using var registration = cancellationToken.UnsafeRegister(_ => _ = InterruptAsync(() => Volatile.Read(ref done)), null);
        try
        {
            return await Task.Run(() => Run(call), CancellationToken.None);
        }
        catch (DuckDbException error) when (error.IsInterrupt && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref done, true);
        }
    }

    /// <summary>Runs statements that answer with nothing but a number of rows: those that the last one touched, or -1.</summary>
    internal Task<long> ExecuteAsync(string sql, CancellationToken cancellationToken) => RunAsync(connection => Execute(connection, sql), cancellationToken);

    internal T Run<T>(Func<nint, T> call)
    {
        lock (_use)
        {
            lock (_running)
            {
                if (IsEnded) throw new DuckDbException("INTERRUPT Error: the session was ended");
                _isRunning = true;
            }
            try
            {
                return call(_handle);
            }
            finally
            {
                lock (_running) _isRunning = false;
            }
        }
    }

    /// <summary>The rows that are being read, which go before the connection does.</summary>
    internal void Reads(DuckDbRows rows) => _rows = rows;

    /// <summary>Closes the connection, interrupting what runs on it. Nothing happens the second time.</summary>
    internal async Task EndAsync()
    {
        var done = false;
        var interrupting = EndSoonAsync(() => Volatile.Read(ref done));
        await Task.Run(() =>
        {
            lock (_use)
            {
                Volatile.Write(ref done, true);
                Close();
            }
        });
        await interrupting;
    }

    /// <summary>Refuses what comes and interrupts what runs; the connection stays open until it is closed.</summary>
    internal void Cancel() => _ = EndSoonAsync(() => !Volatile.Read(ref _isRunning));

    /// <summary>Closes the connection as soon as nothing runs on it. Nothing happens the second time.</summary>
    internal void Close()
    {
        lock (_use)
        {
            lock (_running) IsEnded = true;
            _rows?.Destroy();
            if (_handle != 0) DuckDbApi.Disconnect(ref _handle);
            _handle = 0;
        }
    }

    /// <summary>Gives back what was made on the connection, before or after its end, and never while a call runs.</summary>
    internal Task CloseAsync(Action close) => Task.Run(() =>
    {
        lock (_use) close();
    });

    internal static long Execute(nint connection, string sql)
    {
        var result = default(DuckDbResult);
        try
        {
            if (DuckDbApi.Query(connection, sql, ref result) != 0) throw DuckDbException.Of(DuckDbApi.ResultError(ref result));
            return DuckDbApi.ResultReturnType(result) == DuckDbResult.ChangedRows ? (long)DuckDbApi.RowsChanged(ref result) : -1;
        }
        finally
        {
            DuckDbApi.DestroyResult(ref result);
        }
    }

    private Task EndSoonAsync(Func<bool> isDone)
    {
        lock (_running) IsEnded = true;
        return InterruptAsync(isDone);
    }

    /// <summary>Again and again, since an interrupt that comes before the statement has begun is forgotten.</summary>
    private async Task InterruptAsync(Func<bool> isDone)
    {
        while (!isDone())
        {
            lock (_running)
            {
                if (_isRunning && _handle != 0) DuckDbApi.Interrupt(_handle);
            }
            await Task.Delay(InterruptAgain);
        }
    }
}

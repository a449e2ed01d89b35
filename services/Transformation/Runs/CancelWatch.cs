using ControlPlane.Contracts;
using Npgsql;

namespace ControlPlane.Transformation.Runs;

/// <summary>Ends a pass's token when its run is cancelled, whichever process was told.</summary>
internal sealed class CancelWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _pass;
    private readonly CancellationTokenSource _watch = new();
    private readonly Task _watching;

    public CancelWatch(RunStore store, TenantId tenant, Guid run, TimeSpan every, TimeProvider time, CancellationToken cancellationToken)
    {
        _pass = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _watching = WatchAsync(store, tenant, run, every, time);
    }

    public CancellationToken Token => _pass.Token;

    /// <summary>It was the run that was cancelled, not the process that is stopping.</summary>
    public bool IsCancelled { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _watch.CancelAsync();
        await _watching;
        _watch.Dispose();
        _pass.Dispose();
    }

    private async Task WatchAsync(RunStore store, TenantId tenant, Guid run, TimeSpan every, TimeProvider time)
    {
        try
        {
            while (true)
            {
                await Task.Delay(every, time, _watch.Token);
                try
                {
                    if (!await store.IsCancelledAsync(tenant, run, _watch.Token)) continue;
                }
                catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
                {
                    continue;
                }
                IsCancelled = true;
                await _pass.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}

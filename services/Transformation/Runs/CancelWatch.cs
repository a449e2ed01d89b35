using ControlPlane.Contracts;

namespace ControlPlane.Transformation.Runs;

/// <summary>Ends a pass's token when its run is cancelled, whichever process was told.</summary>
internal sealed class CancelWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _pass;
    private readonly CancellationTokenSource _watch = new();
    private readonly Task _watching;

    public CancelWatch(RunStore store, TenantId tenant, Guid run, TimeSpan every, TimeProvider time, CancellationToken cancellationToken)
        : this(token => store.IsCancelledAsync(tenant, run, token), every, time, cancellationToken)
    {
    }

    internal CancelWatch(Func<CancellationToken, Task<bool>> isCancelled, TimeSpan every, TimeProvider time, CancellationToken cancellationToken)
    {
        _pass = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _watching = WatchAsync(isCancelled, every, time);
    }

    public CancellationToken Token => _pass.Token;

    /// <summary>It was the run that was cancelled, not the process that is stopping.</summary>
    public bool IsCancelled { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _watch.CancelAsync();
        // What a pass has come to is told, not what became of its watch.
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _watch.Dispose();
        _pass.Dispose();
    }

    private async Task WatchAsync(Func<CancellationToken, Task<bool>> isCancelled, TimeSpan every, TimeProvider time)
    {
        while (true)
        {
            await Task.Delay(every, time, _watch.Token);
            if (!await AskAsync(isCancelled)) continue;
            IsCancelled = true;
            await _pass.CancelAsync();
            return;
        }
    }

    private async Task<bool> AskAsync(Func<CancellationToken, Task<bool>> isCancelled)
    {
        try
        {
            return await isCancelled(_watch.Token);
        }
#pragma warning disable CA1031 // Whatever went wrong this time, a cancellation must be heard the next time.
        catch (Exception) when (!_watch.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}

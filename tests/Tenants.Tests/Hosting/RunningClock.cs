using ControlPlane.Testing;

namespace ControlPlane.Tenants.Tests.Hosting;

/// <summary>Lets a manual clock run, faster than the real one, so that passes become due; stops when disposed.</summary>
internal sealed class RunningClock : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _running;

    public RunningClock(ManualTime time) => _running = Task.Run(async () =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!_stopped.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync();
            time.Advance(TimeSpan.FromMilliseconds(100));
        }
    });

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _running;
        _stopped.Dispose();
    }
}

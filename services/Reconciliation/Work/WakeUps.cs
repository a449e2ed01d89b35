using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ControlPlane.Reconciliation.Work;

/// <summary>
/// Turns PostgreSQL notifications into wake-ups: one connection a process listens for all services in it. Losing it costs only time,
/// since every worker also looks by itself once a second.
/// </summary>
public sealed partial class WakeUps(ControlDatabase database, ILogger<WakeUps> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _signals = new();

    /// <summary>Waits until something named <paramref name="channel"/> was made due, or until <paramref name="atMost"/> has passed.</summary>
    public Task WaitAsync(string channel, TimeSpan atMost, CancellationToken cancellationToken) => Signal(channel).WaitAsync(atMost, cancellationToken);

    public void Wake(string channel)
    {
        var signal = Signal(channel);
        // One wake-up is as good as many: the woken worker takes everything that is due.
        if (signal.CurrentCount == 0) signal.Release();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenFleetAsync(stoppingToken);
                connection.Notification += (_, notification) => Wake(notification.Payload);
                await using var listen = new NpgsqlCommand($"LISTEN {WorkQueue.Channel}", connection);
                await listen.ExecuteNonQueryAsync(stoppingToken);
                foreach (var channel in _signals.Keys) Wake(channel);
                while (true) await connection.WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Log.ListeningFailed(logger, exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private SemaphoreSlim Signal(string channel) => _signals.GetOrAdd(channel, _ => new SemaphoreSlim(0));

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Warning, "Lost the connection that listens for due work, will try again: {Reason}")]
        public static partial void ListeningFailed(ILogger logger, string reason);
    }
}

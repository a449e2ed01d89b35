using ControlPlane.EmbeddedPostgres;
using ControlPlane.Reconciliation;

namespace ControlPlane.AppHost.Embedded;

/// <summary>
/// PostgreSQL that is started again when it ends without having been asked to: on the same port and with the same passwords, so that
/// whoever was connected finds it where it was and everything goes on from its rows.
/// </summary>
internal sealed partial class SupervisedPostgres : IAsyncDisposable
{
    private static readonly Backoff Pause = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));

    private readonly EmbeddedPostgresOptions _options;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _watch;

    private SupervisedPostgres(PostgresServer server, EmbeddedPostgresOptions options, ILogger logger)
    {
        (Server, _options, _logger) = (server, options with { Port = server.Port }, logger);
        _watch = Task.Run(WatchAsync);
    }

    /// <summary>The server that runs now.</summary>
    public PostgresServer Server { get; private set; }

    /// <exception cref="EmbeddedPostgresException">The first start failed; the message says what to do.</exception>
    public static async Task<SupervisedPostgres> StartAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken cancellationToken) =>
        new(await PostgresServer.StartAsync(options, logger, cancellationToken), options, logger);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Server.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        while (true)
        {
            await Server.WaitForExitAsync(_stopping.Token);
            Log.Ended(_logger, Server.ProcessId);
            // Gives up the folder, which the next start takes again.
            await Server.StopAsync();
            await RestartAsync();
            Log.RunsAgain(_logger, Server.ProcessId, Server.Port);
        }
    }

    private async Task RestartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Server = await PostgresServer.StartAsync(_options, _logger, _stopping.Token);
                return;
            }
            catch (EmbeddedPostgresException exception)
            {
                Log.NotStarted(_logger, attempt, exception.Message);
                await Task.Delay(Pause.After(attempt, Random.Shared), _stopping.Token);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7010, LogLevel.Warning, "PostgreSQL, process {ProcessId}, ended unexpectedly: starting it again")]
        public static partial void Ended(ILogger logger, int processId);

        [LoggerMessage(7011, LogLevel.Warning, "PostgreSQL runs again, process {ProcessId}, port {Port}")]
        public static partial void RunsAgain(ILogger logger, int processId, int port);

        [LoggerMessage(7012, LogLevel.Error, "PostgreSQL could not be started again, attempt {Attempt}; the next one follows: {Reason}")]
        public static partial void NotStarted(ILogger logger, int attempt, string reason);
    }
}

using System.Diagnostics;
using ControlPlane.EmbeddedPostgres.Binaries;
using ControlPlane.EmbeddedPostgres.Cluster;
using ControlPlane.EmbeddedPostgres.Hosting;
using ControlPlane.EmbeddedPostgres.Os;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ControlPlane.EmbeddedPostgres;

/// <summary>
/// A PostgreSQL server of our own on loopback. It stops with this process, however that ends (on Linux at once; elsewhere
/// the next start on the same folder stops it).
/// </summary>
public sealed partial class PostgresServer : IAsyncDisposable
{
    private const string Superuser = "postgres";

    private readonly Process _postmaster;
    private readonly PostgresBinaries _binaries;
    private readonly DataDirectoryLock _lock;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _stopping = new(1, 1);
    private bool _stopped;

    private PostgresServer(
        Process postmaster, int port, string password, PostgresBinaries binaries, DataDirectoryLock directoryLock, ILogger logger)
    {
        (_postmaster, Port, _binaries, _lock, _logger) = (postmaster, port, binaries, directoryLock, logger);
        ProcessId = postmaster.Id;
        SuperuserConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = Host,
            Port = port,
            Username = Superuser,
            Password = password,
            Database = "postgres",
        }.ConnectionString;
    }

    public string Host { get; } = "127.0.0.1";

    public int Port { get; }

    /// <summary>Holds the password: never log it.</summary>
    public string SuperuserConnectionString { get; }

    /// <summary>The postmaster's process id.</summary>
    public int ProcessId { get; }

    /// <summary>As the server reports it: <c>15.18</c>.</summary>
    public string Version => _binaries.Version;

    /// <summary>Starts the server on its data folder, making a new cluster where there is none.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process works on the folder.</exception>
    /// <exception cref="BinariesNotFoundException">No PostgreSQL and no npm.</exception>
    /// <exception cref="VersionMismatchException">The cluster belongs to a major version that is not at hand.</exception>
    /// <exception cref="EmbeddedPostgresException">Anything else that keeps it from starting; says what, with the end of the server's log.</exception>
    public static async Task<PostgresServer> StartAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var layout = new ClusterLayout(Path.GetFullPath(options.DataDirectory));
        var directoryLock = DataDirectoryLock.Acquire(layout.Root);
        try
        {
            var account = ServerAccount.Resolve(layout.Data);
            var binaries = await new BinaryLocator(options, account, logger).LocateAsync(layout.Major, cancellationToken);
            if (layout.Major is null)
                await new ClusterPreparation(options, layout, binaries, account, logger).PrepareAsync(cancellationToken);
            else
                await new StaleServer(layout, binaries, logger).StopAsync(cancellationToken);
            var password = SuperuserPassword.Read(layout);
            var launcher = new ServerLauncher(layout, binaries, account, options.Detached);
            var startup = new ServerStartup(options, layout, launcher, binaries, logger);
            var (postmaster, port) = await startup.RunAsync(cancellationToken);
            var duration = (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            Log.Started(logger, binaries.Version, port, postmaster.Id, account?.Name ?? Environment.UserName, duration);
            return new PostgresServer(postmaster, port, password, binaries, directoryLock, logger);
        }
        catch (Exception e)
        {
            directoryLock.Dispose();
            if (e is not (IOException or UnauthorizedAccessException)) throw;
            throw new EmbeddedPostgresException(
                $"The data folder '{layout.Root}' cannot be used: {e.Message} If another user made it, start as that user, or choose another folder.", e);
        }
    }

    /// <summary>Ends when the server has ended, whoever stopped it.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) => _postmaster.WaitForExitAsync(cancellationToken);

    /// <summary>Fast, clean shutdown: open sessions are ended, everything committed is on disk. Gives up the data folder.</summary>
    public async Task StopAsync()
    {
        await _stopping.WaitAsync();
        try
        {
            if (_stopped) return;
            var started = Stopwatch.GetTimestamp();
            await ServerShutdown.RunAsync(_postmaster, _binaries);
            _postmaster.Dispose();
            _lock.Dispose();
            _stopped = true;
            Log.Stopped(_logger, ProcessId, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        finally
        {
            _stopping.Release();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static partial class Log
    {
        [LoggerMessage(7500, LogLevel.Information,
            "PostgreSQL {Version} accepts connections on 127.0.0.1:{Port}, process {ProcessId}, user {Account} ({DurationMs} ms)")]
        public static partial void Started(ILogger logger, string version, int port, int processId, string account, long durationMs);

        [LoggerMessage(7502, LogLevel.Information, "PostgreSQL stopped, process {ProcessId} ({DurationMs} ms)")]
        public static partial void Stopped(ILogger logger, int processId, long durationMs);
    }
}

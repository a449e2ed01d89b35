using System.Diagnostics;
using ControlPlane.EmbeddedPostgres.Binaries;
using ControlPlane.EmbeddedPostgres.Cluster;
using Microsoft.Extensions.Logging;

namespace ControlPlane.EmbeddedPostgres.Hosting;

/// <summary>From a cluster on disk to a server that accepts connections.</summary>
internal sealed partial class ServerStartup(
    EmbeddedPostgresOptions options, ClusterLayout layout, ServerLauncher launcher, PostgresBinaries binaries, ILogger logger)
{
    private const int PortAttempts = 5;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    public async Task<(Process Postmaster, int Port)> RunAsync(CancellationToken cancellationToken)
    {
        var log = new ServerLog(layout.LogFile, layout.PreviousLogFile);
        log.Rotate();
        for (var attempt = 1; ; attempt++)
        {
            var port = PortChoice.Choose(options, layout.PortFile, firstAttempt: attempt == 1);
            var position = log.Length;
            var postmaster = await launcher.LaunchAsync(ServerSettings.Arguments(options, port), cancellationToken);
            if (postmaster is not null && await IsReadyAsync(postmaster, log, cancellationToken))
            {
                PortChoice.Remember(layout.PortFile, port);
                return (postmaster, port);
            }

            postmaster?.Dispose();
            var said = log.ReadFrom(position);
            // Somebody took the port between the choice and the start.
            var portTaken = said.Contains("could not create any TCP/IP sockets", StringComparison.Ordinal);
            if (!portTaken || options.Port != 0 || attempt == PortAttempts)
                throw new EmbeddedPostgresException(
                    $"PostgreSQL {binaries.Version} did not start on '{layout.Data}'{(portTaken ? $": port {port} is taken" : "")}. "
                    + $"Its log, '{log.Path}', ends with:\n{ServerLog.Tail(said)}");
            Log.PortTaken(logger, port);
        }
    }

    /// <summary>False when the server ended by itself.</summary>
    private async Task<bool> IsReadyAsync(Process postmaster, ServerLog log, CancellationToken cancellationToken)
    {
        try
        {
            // A file left by a crash may name, by chance, the process id that the new server got.
            var oldest = postmaster.StartTime.ToUniversalTime() - TimeSpan.FromSeconds(2);
            for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < options.StartTimeout;)
            {
                if (PostmasterFile.Read(layout.PostmasterFile) is { IsReady: true } file
                    && file.Pid == postmaster.Id && file.StartedAt.UtcDateTime >= oldest)
                    return true;
                if (postmaster.HasExited) return false;
                await Task.Delay(Poll, cancellationToken);
            }
        }
        catch
        {
            await ServerShutdown.RunAsync(postmaster, binaries);
            throw;
        }

        await ServerShutdown.RunAsync(postmaster, binaries);
        throw new EmbeddedPostgresException(
            $"PostgreSQL {binaries.Version} did not accept connections within {options.StartTimeout.TotalSeconds:0} s. "
            + $"Its log, '{log.Path}', ends with:\n{ServerLog.Tail(log.ReadFrom(0))}");
    }

    private static partial class Log
    {
        [LoggerMessage(7503, LogLevel.Information, "Port {Port} was taken meanwhile; trying another")]
        public static partial void PortTaken(ILogger logger, int port);
    }
}

using System.Diagnostics;
using ControlPlane.EmbeddedPostgres.Binaries;
using ControlPlane.EmbeddedPostgres.Cluster;
using ControlPlane.EmbeddedPostgres.Os;
using Microsoft.Extensions.Logging;

namespace ControlPlane.EmbeddedPostgres.Hosting;

/// <summary>
/// Stops what an earlier process left behind on our cluster. Called with the folder's lock held, so whatever still runs there
/// has lost its parent. A process is signalled only after it proved to be PostgreSQL at work on this very folder.
/// </summary>
internal sealed partial class StaleServer(ClusterLayout layout, PostgresBinaries binaries, ILogger logger)
{
    private static readonly TimeSpan FastPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ImmediatePatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (PostmasterFile.Read(layout.PostmasterFile) is { } file && PostgresProcesses.WorksOn(file.Pid, layout.Data, file.StartedAt))
        {
            bool Works() => PostgresProcesses.WorksOn(file.Pid, layout.Data, file.StartedAt);
            Log.Stopping(logger, file.Pid, layout.Data);
            await Signals.FastShutdownAsync(file.Pid, binaries);
            if (!await EndsAsync(Works, FastPatience, cancellationToken) && Works())
            {
                await Signals.ImmediateShutdownAsync(file.Pid, binaries);
                if (!await EndsAsync(Works, ImmediatePatience, cancellationToken))
                    throw new EmbeddedPostgresException(
                        $"An earlier PostgreSQL, process {file.Pid}, still works on '{layout.Data}' and does not stop. Stop it by hand.");
            }
        }

        await StopBackendsAsync(cancellationToken);
        ForgetLockFile();
    }

    // PostgreSQL believes its lock file when the recorded id is alive again as another program of the same user, and would
    // refuse to start. Only where every process that works on the folder can be seen, and none does.
    private void ForgetLockFile()
    {
        if (OperatingSystem.IsLinux() && PostgresProcesses.AllOn(layout.Data).Count == 0) File.Delete(layout.PostmasterFile);
    }

    // Backends that outlived a killed postmaster hold its shared memory, and a new postmaster refuses to start beside them.
    private async Task StopBackendsAsync(CancellationToken cancellationToken)
    {
        var backends = PostgresProcesses.AllOn(layout.Data);
        if (backends.Count == 0) return;
        Log.StoppingBackends(logger, backends.Count, layout.Data);
        foreach (var pid in backends) await Signals.ImmediateShutdownAsync(pid, binaries);
        if (await EndsAsync(() => PostgresProcesses.AllOn(layout.Data).Count > 0, TimeSpan.FromSeconds(5), cancellationToken)) return;
        foreach (var pid in PostgresProcesses.AllOn(layout.Data)) _ = Native.Kill(pid, Native.SigKill);
        await EndsAsync(() => PostgresProcesses.AllOn(layout.Data).Count > 0, ImmediatePatience, cancellationToken);
    }

    private static async Task<bool> EndsAsync(Func<bool> works, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < patience;)
        {
            if (!works()) return true;
            await Task.Delay(Poll, cancellationToken);
        }

        return !works();
    }

    private static partial class Log
    {
        [LoggerMessage(7520, LogLevel.Warning, "An earlier PostgreSQL, process {ProcessId}, still works on {Directory}: stopping it")]
        public static partial void Stopping(ILogger logger, int processId, string directory);

        [LoggerMessage(7521, LogLevel.Warning, "{Count} PostgreSQL processes without a postmaster still work on {Directory}: stopping them")]
        public static partial void StoppingBackends(ILogger logger, int count, string directory);
    }
}

using System.Diagnostics;
using ControlPlane.EmbeddedPostgres.Binaries;
using ControlPlane.EmbeddedPostgres.Cluster;
using ControlPlane.EmbeddedPostgres.Os;
using ControlPlane.NativePackages;

namespace ControlPlane.EmbeddedPostgres.Hosting;

/// <summary>Starts the postmaster; its return does not mean that the server is ready.</summary>
internal sealed class ServerLauncher(ClusterLayout layout, PostgresBinaries binaries, ServerAccount? account, bool detached)
{
    // setsid: Ctrl-C in a terminal reaches this process only, which then stops the server after its users.
    private const string Script = "exec 9<\"$0\" >>\"$1\" 2>&1 </dev/null; shift; exec setsid \"$@\"";

    /// <summary>True where the server can be a direct child that the system stops when this process dies.</summary>
    private bool AsChild { get; } = !detached && OperatingSystem.IsLinux() && Executables.IsInPath("setpriv") && Executables.IsInPath("setsid");

    /// <returns>The postmaster, or null where it ended before it could be seen; the log says why.</returns>
    public Task<Process?> LaunchAsync(IReadOnlyList<string> settings, CancellationToken cancellationToken) =>
        AsChild ? LaunchChildAsync(settings) : LaunchDetachedAsync(settings, cancellationToken);

    private async Task<Process?> LaunchChildAsync(IReadOnlyList<string> settings)
    {
        string[] privileges = account?.Drop(dieWithParent: true) ?? ["setpriv", "--no-new-privs", .. ServerAccount.ParentDeathSignal, "--"];
        // Every step is an exec, so the process id stays the postmaster's.
        string[] command =
        [
            "/bin/sh", "-c", Script, layout.Data, layout.LogFile, .. privileges,
            binaries.Postgres, "-D", account is null ? layout.Data : ServerAccount.OpenedFolder, .. settings,
        ];
        return await ProcessStarter.StartAsync(Command.Of(command, "/").WithCleanEnvironment());
    }

    private async Task<Process?> LaunchDetachedAsync(IReadOnlyList<string> settings, CancellationToken cancellationToken)
    {
        var quote = OperatingSystem.IsWindows() ? '"' : '\'';
        var options = string.Join(' ', settings.Select(setting => $"{quote}{setting}{quote}"));
        await Command.RunAsync(
            Command.Of([binaries.PgCtl, "start", "-W", "-s", "-D", layout.Data, "-l", layout.LogFile, "-o", options]).WithCleanEnvironment(), cancellationToken);
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10);)
        {
            if (PostmasterFile.Read(layout.PostmasterFile) is { } file && PostgresProcesses.WorksOn(file.Pid, layout.Data, file.StartedAt))
                return Process.GetProcessById(file.Pid);
            if (File.ReadAllText(layout.LogFile).Contains("FATAL", StringComparison.Ordinal)) return null;
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }

        return null;
    }
}

using ControlPlane.EmbeddedPostgres.Binaries;
using ControlPlane.EmbeddedPostgres.Os;
using ControlPlane.NativePackages;

namespace ControlPlane.EmbeddedPostgres.Hosting;

/// <summary>PostgreSQL's two shutdowns by signal: fast (clean) and immediate (recovers at the next start).</summary>
internal static class Signals
{
    public static Task FastShutdownAsync(int pid, PostgresBinaries? binaries) => SendAsync(pid, Native.SigInt, "INT", binaries);

    public static Task ImmediateShutdownAsync(int pid, PostgresBinaries? binaries) => SendAsync(pid, Native.SigQuit, "QUIT", binaries);

    private static async Task SendAsync(int pid, int signal, string name, PostgresBinaries? binaries)
    {
        if (!OperatingSystem.IsWindows()) _ = Native.Kill(pid, signal);
        else if (binaries is not null)
            await Command.RunAsync(Command.Of([binaries.PgCtl, "kill", name, $"{pid}"]), CancellationToken.None);
    }
}

using System.Diagnostics;
using ControlPlane.EmbeddedPostgres.Binaries;

namespace ControlPlane.EmbeddedPostgres.Hosting;

/// <summary>Stops a postmaster of ours: fast, then immediate, then by force.</summary>
internal static class ServerShutdown
{
    private static readonly TimeSpan FastPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ImmediatePatience = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Process postmaster, PostgresBinaries binaries)
    {
        if (postmaster.HasExited) return;
        await Signals.FastShutdownAsync(postmaster.Id, binaries);
        if (await EndsAsync(postmaster, FastPatience)) return;
        await Signals.ImmediateShutdownAsync(postmaster.Id, binaries);
        if (await EndsAsync(postmaster, ImmediatePatience)) return;
        postmaster.Kill();
        await postmaster.WaitForExitAsync();
    }

    private static async Task<bool> EndsAsync(Process process, TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

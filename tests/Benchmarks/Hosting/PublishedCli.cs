using System.Diagnostics;
using System.Runtime.InteropServices;
using ControlPlane.Benchmarks.Measuring;

namespace ControlPlane.Benchmarks.Hosting;

/// <summary>The command line as it is installed: published for this platform.</summary>
internal static class PublishedCli
{
    /// <param name="folder">Where it goes.</param>
    /// <returns>The program; that of the ordinary build, and a note, where this machine cannot compile it ahead.</returns>
    public static async Task<string> MakeAsync(string folder, Report report, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", ["publish", Path.Combine(Repository.Root, "clients", "Cli"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", folder, "-v", "quiet", "-nologo"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var name = OperatingSystem.IsWindows() ? "controlplane.exe" : "controlplane";
        if (process.ExitCode == 0) return Path.Combine(folder, name);
        report.Note($"not compiled ahead, so that the figures include that: {said.Trim().Split('\n')[0]}");
        return Path.Combine(AppContext.BaseDirectory, name);
    }
}

using System.Diagnostics;

namespace ControlPlane.Benchmarks.Hosting;

/// <summary>This program once more, as a process of its own.</summary>
internal static class SelfProcess
{
    public static ProcessStartInfo With(params string[] arguments) => new(Environment.ProcessPath!, arguments);

    /// <returns>0 when all ended well.</returns>
    public static async Task<int> RunEachAsync(IReadOnlyList<string> names)
    {
        var worst = 0;
        foreach (var name in names)
        {
            using var process = Process.Start(With(name))!;
            await process.WaitForExitAsync();
            worst = Math.Max(worst, process.ExitCode);
        }
        return worst;
    }
}

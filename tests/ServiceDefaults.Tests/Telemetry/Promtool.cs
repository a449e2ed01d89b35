using System.Diagnostics;

namespace ControlPlane.ServiceDefaults.Tests.Telemetry;

/// <summary>Prometheus' own check of the format, where it is installed.</summary>
internal static class Promtool
{
    private static string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
        .Select(folder => System.IO.Path.Combine(folder, "promtool")).FirstOrDefault(File.Exists);

    public static bool IsInstalled => Path is not null;

    /// <summary>The exit code (1: not readable, 3: readable with remarks on style) and the remarks.</summary>
    public static async Task<(int ExitCode, string Remarks)> CheckAsync(string text, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(Path!, ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var remarks = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardInput.WriteAsync(text.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await remarks + await output);
    }
}

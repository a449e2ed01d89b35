using System.Diagnostics;
using System.Globalization;

namespace ControlPlane.Benchmarks.Measuring;

/// <summary>A program from its start to its end: how long, the processor time it took, and the most memory it had.</summary>
/// <param name="ProcessorSeconds">Its own and the system's on its behalf, over all cores. Linux only; elsewhere 0.</param>
/// <param name="PeakBytes">The working set, pages of shared files included, as the system kept it. Linux only; elsewhere 0.</param>
internal sealed record MeasuredProcess(double Seconds, double ProcessorSeconds, long PeakBytes)
{
    /// <param name="output">Where its standard output goes, by the system and not through this process.</param>
    /// <exception cref="InvalidOperationException">It failed; says what it said.</exception>
    public static async Task<MeasuredProcess> RunAsync(ProcessStartInfo program, string output, CancellationToken cancellationToken)
    {
        string[] command = [program.FileName, .. program.ArgumentList];
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$@\" > \"$0\"", output, .. command]) { RedirectStandardError = true };
        var used = ProcessorSecondsOfEnded();
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var ended = process.WaitForExitAsync(cancellationToken);
        var peak = 0L;
        while (!ended.IsCompleted)
        {
            peak = Math.Max(peak, Peak(process.Id));
            await Task.WhenAny(ended, Task.Delay(5, cancellationToken));
        }
        await ended;
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return process.ExitCode == 0 ? new(seconds, ProcessorSecondsOfEnded() - used, peak) : throw new InvalidOperationException($"{command[0]} ended with {process.ExitCode}: {await errors}");
    }

    /// <summary>What the programs that this one started and saw end have used, to the hundredth of a second.</summary>
    private static double ProcessorSecondsOfEnded()
    {
        if (!OperatingSystem.IsLinux()) return 0;
        var status = File.ReadAllText("/proc/self/stat");
        var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[13], CultureInfo.InvariantCulture) + long.Parse(fields[14], CultureInfo.InvariantCulture)) / 100.0;
    }

    /// <summary><c>VmHWM:    1234 kB</c>: what it had at most, ever.</summary>
    private static long Peak(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(6, line.Length - 8), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}

using System.Diagnostics;
using System.Text.RegularExpressions;
using ControlPlane.Benchmarks.Bare;

namespace ControlPlane.Benchmarks.Hosting;

/// <summary>AppHost as its users start it: the built program, in a process of its own.</summary>
internal sealed partial class AppHostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly long _started = Stopwatch.GetTimestamp();

    private AppHostProcess(IEnumerable<string> arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ControlPlane.AppHost.exe" : "ControlPlane.AppHost");
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = AppContext.BaseDirectory })!;
    }

    /// <summary>Seconds from the start of the process until it said that it is ready.</summary>
    public double ReadyAfter { get; private set; }

    public Uri BaseAddress { get; private set; } = null!;

    /// <summary>Returns once it said that it is ready and its health page answers.</summary>
    public static async Task<AppHostProcess> StartAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var started = new AppHostProcess(arguments);
        try
        {
            await started.UntilReadyAsync(cancellationToken);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for its own end.</summary>
    /// <returns>Seconds from the start of the process to its end.</returns>
    public async Task<double> EndedAsync(CancellationToken cancellationToken)
    {
        await _process.StandardOutput.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        return _process.ExitCode == 0 ? seconds : throw new InvalidOperationException($"AppHost ended with {_process.ExitCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // Asked to stop, not killed, so that PostgreSQL leaves a clean folder.
            if (OperatingSystem.IsWindows()) _process.Kill(entireProcessTree: true);
            else await Tool.RunAsync(["kill", "-TERM", $"{_process.Id}"], CancellationToken.None);
            await _process.StandardOutput.ReadToEndAsync();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private async Task UntilReadyAsync(CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (ReadyLine().Match(line) is not { Success: true } ready) continue;
            ReadyAfter = Stopwatch.GetElapsedTime(_started).TotalSeconds;
            BaseAddress = new Uri(ready.Groups["address"].Value);
            using var http = new HttpClient { BaseAddress = BaseAddress };
            (await http.GetAsync("health", cancellationToken)).EnsureSuccessStatusCode();
            return;
        }
        throw new InvalidOperationException("AppHost ended before it was ready.");
    }

    [GeneratedRegex("^Ready after .* at (?<address>http://.*)$")]
    private static partial Regex ReadyLine();
}

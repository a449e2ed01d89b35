using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ControlPlane.Testing;

namespace ControlPlane.EndToEnd.Processes;

/// <summary>A program of ours in a process of its own, with all that it says. It is ended at the latest when this is disposed.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private ChildProcess(Process process)
    {
        _process = process;
        Collect(_output, add => process.OutputDataReceived += (_, line) => add(line.Data));
        Collect(_error, add => process.ErrorDataReceived += (_, line) => add(line.Data));
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => Text(_output);

    public string Error => Text(_error);

    public static ChildProcess Start(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        // Whoever runs the tests in the background has them, and what they start, ignore Ctrl-C.
        var start = OperatingSystem.IsLinux()
            ? new ProcessStartInfo("/usr/bin/env", ["--default-signal=INT", file, .. arguments])
            : new ProcessStartInfo(file, arguments);
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        start.WorkingDirectory = AppContext.BaseDirectory;
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        var child = new ChildProcess(process);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>A program that lies beside the tests: its dll and what it needs come with the project reference.</summary>
    public static ChildProcess StartProgram(string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        Start(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? $"{name}.exe" : name), arguments, environment);

    /// <summary>The first match in standard output; fails with everything that was said when the process ends before.</summary>
    public Task<Match> SaysAsync(Regex what, TimeSpan? within = null) =>
        Eventually.GetAsync($"{what} from {_process.StartInfo.FileName}\n{Said}", () =>
        {
            var ended = HasExited;
            var match = what.Match(Output);
            if (match.Success) return Task.FromResult<Match?>(match);
            return ended ? throw new InvalidOperationException($"The process ended with {_process.ExitCode} before it said {what}.\n{Said}") : Task.FromResult<Match?>(null);
        }, within ?? Patience);

    public async Task<int> ExitAsync(TimeSpan? within = null)
    {
        try
        {
            await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(within ?? Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Process {Id} did not end.\n{Said}");
        }
        return _process.ExitCode;
    }

    /// <param name="name">As kill knows it: <c>INT</c>, <c>TERM</c>.</param>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary><c>kill -9</c>, of this one process.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    public string Said => $"--- output\n{Output}\n--- error\n{Error}";

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signal("TERM");
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    private static void Collect(StringBuilder to, Action<Action<string?>> subscribe) => subscribe(line =>
    {
        if (line is null) return;
        lock (to) to.AppendLine(line);
    });

    private static string Text(StringBuilder from)
    {
        lock (from) return from.ToString();
    }
}

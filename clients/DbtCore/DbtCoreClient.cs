using System.ComponentModel;
using System.Diagnostics;
using ControlPlane.Clients.DbtArtifacts;

namespace ControlPlane.Clients.DbtCore;

/// <summary>
/// dbt Core as a process: arguments, exit codes and artifacts as documented
/// (<see href="https://docs.getdbt.com/reference/exit-codes"/>). Every method throws <see cref="DbtCoreException"/>.
/// </summary>
public sealed class DbtCoreClient(DbtCoreOptions? options = null, TimeProvider? time = null)
{
    /// <summary>For the last output of a process that is over but whose children still hold its streams.</summary>
    private static readonly TimeSpan LastOutput = TimeSpan.FromSeconds(2);

    private readonly DbtCoreOptions _options = options ?? new DbtCoreOptions();
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Runs dbt to its end, which may be a failure.</summary>
    /// <param name="invocation">What to run.</param>
    /// <param name="progress">Hears each line as it comes, one at a time. When it throws it hears no more, and the exception is thrown at dbt's end.</param>
    /// <param name="started">Hears which process it is, before anything is waited for: for <see cref="EndAsync"/>, by whoever comes after us. When it throws, dbt is ended.</param>
    /// <param name="cancellationToken">
    /// Interrupts dbt, which then cancels its queries and writes down what it had done. The run is returned all the same, as cancelled.
    /// </param>
    public async Task<DbtCoreRun> RunAsync(
        DbtInvocation invocation, Action<DbtEvent>? progress = null, Func<DbtProcess, Task>? started = null, CancellationToken cancellationToken = default)
    {
        var redaction = new Redaction(invocation.Secrets.Values);
        var output = new DbtOutput(redaction, _options.KeptLines, progress);
        var startedAt = _time.GetUtcNow();
        using var process = Start(invocation);
        using var drained = new CancellationTokenSource();
        var reading = Task.WhenAll(
            OutputLines.ReadAsync(process.StandardOutput.BaseStream, _options.MaxLineBytes, output.Take, drained.Token),
            OutputLines.ReadAsync(process.StandardError.BaseStream, _options.MaxLineBytes, output.Take, drained.Token));

        try
        {
            if (started is not null) await started(DbtProcess.Of(process));
        }
        catch
        {
            ProcessTree.KillAll(process);
            throw;
        }
        var stopped = await WaitAsync(process, cancellationToken);
        drained.CancelAfter(LastOutput);
        await Task.WhenAny(reading, Task.Delay(LastOutput, CancellationToken.None));
        output.ThrowIfProgressFailed();

        var outcome = Outcome(process.ExitCode, stopped);
        var results = await ResultsAsync(invocation, output.InvocationId, startedAt);
        return new DbtCoreRun
        {
            Outcome = outcome,
            ExitCode = process.ExitCode,
            InvocationId = output.InvocationId,
            StartedAt = startedAt,
            FinishedAt = _time.GetUtcNow(),
            Results = results is null ? null : Redacted(results, redaction),
            Message = outcome switch
            {
                DbtOutcome.Succeeded or DbtOutcome.Cancelled => null,
                DbtOutcome.TimedOut => $"dbt took longer than {_options.Timeout} and was interrupted",
                _ => output.Message(),
            },
        };
    }

    /// <summary>Ends a dbt that outlived whoever started it.</summary>
    /// <returns>False when it had ended by itself.</returns>
    public async Task<bool> EndAsync(DbtProcess left)
    {
        using var process = left.Find();
        if (process is null) return false;
        using var over = new CancellationTokenSource();
        await over.CancelAsync();
        await WaitAsync(process, over.Token);
        return true;
    }

    /// <summary>The results that a call left which nobody waited for; null where it left none, or none that are whole.</summary>
    public static async Task<RunResults?> FindResultsAsync(DbtInvocation invocation, CancellationToken cancellationToken = default)
    {
        try
        {
            return await ReadAsync(invocation, "run_results.json", ArtifactReader.ReadRunResultsAsync, cancellationToken);
        }
        catch (DbtCoreException)
        {
            return null;
        }
    }

    /// <summary>The manifest that a call left.</summary>
    public static Task<ProjectManifest> ReadManifestAsync(DbtInvocation invocation, CancellationToken cancellationToken = default) =>
        ReadAsync(invocation, "manifest.json", ArtifactReader.ReadManifestAsync, cancellationToken);

    /// <summary>What <c>source freshness</c> left.</summary>
    public static Task<FreshnessResults> ReadSourcesAsync(DbtInvocation invocation, CancellationToken cancellationToken = default) =>
        ReadAsync(invocation, "sources.json", ArtifactReader.ReadSourcesAsync, cancellationToken);

    private Process Start(DbtInvocation invocation)
    {
        if (!Directory.Exists(invocation.ProjectDirectory)) throw new DbtCoreException($"there is no project folder {invocation.ProjectDirectory}");
        try
        {
            return Start(invocation, ProcessTree.Interruptible(_options.Executable, invocation.ToArguments()));
        }
        // Its message would name the arguments.
        catch (Win32Exception exception)
        {
            throw new DbtCoreException($"{_options.Executable} could not be started (error {exception.NativeErrorCode}): install dbt Core, or configure the path of its executable");
        }
    }

    private Process Start(DbtInvocation invocation, ProcessStartInfo start)
    {
        start.WorkingDirectory = Path.GetFullPath(invocation.ProjectDirectory);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var name in start.Environment.Keys.Except(_options.PassedVariables, StringComparer.Ordinal).ToList()) start.Environment.Remove(name);
        // Otherwise what is printed stays in a buffer until the end, and in an encoding of the machine's.
        start.Environment["PYTHONUNBUFFERED"] = "1";
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        foreach (var (name, value) in invocation.Environment.Concat(invocation.Secrets)) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <returns>Why it had to be stopped; null where it ended by itself.</returns>
    private async Task<DbtOutcome?> WaitAsync(Process process, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        if (await ExitsAsync(process, either.Token)) return null;
        var reason = cancellationToken.IsCancellationRequested ? DbtOutcome.Cancelled : DbtOutcome.TimedOut;
        using var grace = new CancellationTokenSource(OperatingSystem.IsWindows() ? TimeSpan.Zero : _options.GracePeriod, _time);
        ProcessTree.SendInterrupt(process);
        if (await ExitsAsync(process, grace.Token)) return reason;
        ProcessTree.KillAll(process);
        await process.WaitForExitAsync(CancellationToken.None);
        return reason;
    }

    private static async Task<bool> ExitsAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>A run that had done its work when the cancellation came has succeeded.</summary>
    private static DbtOutcome Outcome(int exitCode, DbtOutcome? stopped) => (exitCode, stopped) switch
    {
        (0, _) => DbtOutcome.Succeeded,
        (_, { } reason) => reason,
        (1, _) => DbtOutcome.NodesFailed,
        (2, _) => DbtOutcome.Broke,
        _ => DbtOutcome.Crashed,
    };

    /// <summary>
    /// A call that broke early leaves the file of an earlier one where it was. Its invocation id tells, or, where dbt said none, its time.
    /// </summary>
    private static async Task<RunResults?> ResultsAsync(DbtInvocation invocation, string? invocationId, DateTimeOffset startedAt)
    {
        if (!File.Exists(Path.Combine(invocation.ArtifactsDirectory, "run_results.json"))) return null;
        RunResults results;
        try
        {
            results = await ReadAsync(invocation, "run_results.json", ArtifactReader.ReadRunResultsAsync, CancellationToken.None);
        }
        // Killed while it wrote.
        catch (DbtCoreException)
        {
            return null;
        }
        var own = (invocationId, results.Metadata.InvocationId) is ({ } said, { } written) ? said == written : results.Metadata.GeneratedAt >= startedAt;
        return own ? results : null;
    }

    private static async Task<T> ReadAsync<T>(DbtInvocation invocation, string name, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var path = Path.Combine(invocation.ArtifactsDirectory, name);
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, useAsync: true);
            return await read(file, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArtifactException)
        {
            throw new DbtCoreException($"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>A warehouse's error may quote what it was sent.</summary>
    private static RunResults Redacted(RunResults results, Redaction redaction) =>
        results with { Nodes = [.. results.Nodes.Select(node => node.Message is { } message ? node with { Message = redaction.Apply(message) } : node)] };
}

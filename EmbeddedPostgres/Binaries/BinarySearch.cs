using ControlPlane.NativePackages;

namespace ControlPlane.EmbeddedPostgres.Binaries;

/// <summary>Where PostgreSQL and npm are looked for.</summary>
public sealed record BinarySearch
{
    /// <summary>Folders of PATH, looked at first.</summary>
    public IReadOnlyList<string> PathDirectories { get; init; } = [];

    /// <summary>Usual installation folders; a segment <c>*</c> stands for any version, the highest first.</summary>
    public IReadOnlyList<string> SystemDirectories { get; init; } = [];

    /// <summary>Where npm may be.</summary>
    public IReadOnlyList<string> NpmDirectories { get; init; } = [];

    public static BinarySearch System { get; } = new()
    {
        PathDirectories = Executables.PathDirectories,
        NpmDirectories = Executables.PathDirectories,
        SystemDirectories = OperatingSystem.IsWindows()
            ? [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL", "*", "bin")]
            : OperatingSystem.IsMacOS()
                ? ["/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin", "/Applications/Postgres.app/Contents/Versions/*/bin"]
                : ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/libexec/postgresql*", "/usr/lib/postgresql/bin", "/usr/local/pgsql/bin"],
    };

    /// <summary>Existing folders to look into, in order, without repeats.</summary>
    internal IEnumerable<string> Candidates() =>
        PathDirectories.Select(ResolveLinkedProgram).OfType<string>().Concat(SystemDirectories.SelectMany(Expand)).Distinct();

    // A link such as /usr/local/bin/postgres stands for the folder where its neighbours are.
    private static string? ResolveLinkedProgram(string directory)
    {
        var program = new FileInfo(Path.Combine(directory, Executables.FileName("postgres")));
        return program.Exists ? (program.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? program).DirectoryName : null;
    }

    private static IEnumerable<string> Expand(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0) return Directory.Exists(pattern) ? [pattern] : [];
        var segmentStart = pattern.LastIndexOfAny(['/', '\\'], star) + 1;
        var segmentEnd = pattern.IndexOfAny(['/', '\\'], star) is var end and >= 0 ? end : pattern.Length;
        var parent = pattern[..segmentStart];
        if (!Directory.Exists(parent)) return [];
        return Directory.EnumerateDirectories(parent, pattern[segmentStart..segmentEnd])
            .OrderByDescending(VersionOf)
            .Select(directory => directory + pattern[segmentEnd..])
            .Where(Directory.Exists);
    }

    private static decimal VersionOf(string directory)
    {
        var digits = new string([.. Path.GetFileName(directory).SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]);
        return decimal.TryParse(digits, global::System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : 0;
    }
}

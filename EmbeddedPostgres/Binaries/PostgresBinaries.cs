using System.Globalization;
using ControlPlane.EmbeddedPostgres.Os;
using ControlPlane.NativePackages;

namespace ControlPlane.EmbeddedPostgres.Binaries;

/// <summary>A folder with PostgreSQL's programs, and the version they report.</summary>
internal sealed record PostgresBinaries(string Directory, string Version)
{
    public const int OldestMajor = 15;

    public int Major { get; } = int.Parse(Version.TakeWhile(char.IsAsciiDigit).ToArray(), CultureInfo.InvariantCulture);

    public string Postgres => Program("postgres");

    public string InitDb => Program("initdb");

    public string PgCtl => Program("pg_ctl");

    /// <summary>The programs in a folder, run once as the account that will run the server; null with the reason when they do not work.</summary>
    public static async Task<(PostgresBinaries? Found, string? Problem)> ProbeAsync(
        string directory, ServerAccount? account, CancellationToken cancellationToken)
    {
        var postgres = Path.Combine(directory, Executables.FileName("postgres"));
        if (!File.Exists(postgres) || !File.Exists(Path.Combine(directory, Executables.FileName("initdb")))) return (null, "initdb and postgres are not there");
        var result = await Command.RunAsync(
            Command.Of([.. account?.Drop(dieWithParent: false) ?? [], postgres, "--version"], Path.GetPathRoot(directory)).WithCleanEnvironment(),
            cancellationToken);
        // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
        var version = result.Output.Split(' ', StringSplitOptions.TrimEntries).FirstOrDefault(word => word.Length > 0 && char.IsAsciiDigit(word[0]));
        if (result.ExitCode == 0 && version is not null) return (new PostgresBinaries(directory, version), null);
        return (null, $"the user '{account?.Name ?? Environment.UserName}' cannot run them: {result.Explanation}");
    }

    private string Program(string name) => Path.Combine(Directory, Executables.FileName(name));
}

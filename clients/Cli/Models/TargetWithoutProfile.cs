using System.CommandLine;
using ControlPlane.Models.Projects;

namespace ControlPlane.Cli.Models;

/// <summary>
/// A target where there is no profiles.yml: <c>--target postgres</c> or <c>duckdb</c>, with settings of <c>--setting</c>, then of the environment
/// (PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE, DUCKDB_PATH, DBT_SCHEMA), then defaults.
/// </summary>
internal static class TargetWithoutProfile
{
    private const int Threads = 4;

    private static readonly (string Setting, string Variable, object? Default)[] Postgres =
    [
        ("host", "PGHOST", "localhost"), ("port", "PGPORT", 5432L), ("user", "PGUSER", null), ("password", "PGPASSWORD", null), ("database", "PGDATABASE", null), ("schema", "DBT_SCHEMA", "public"),
    ];

    private static readonly (string Setting, string Variable, object? Default)[] DuckDb = [("path", "DUCKDB_PATH", "dev.duckdb"), ("schema", "DBT_SCHEMA", "main")];

    /// <summary>Null: the profile decides.</summary>
    public static TargetProfile? Find(ParseResult options, LoadOptions load, Invocation invocation, string folder)
    {
        if (load.Target is not ("postgres" or "duckdb") || load.Profile is not null || HasProfiles(load, invocation, folder)) return null;
        var settings = Given(options);
        foreach (var (setting, variable, fallback) in load.Target == "postgres" ? Postgres : DuckDb)
        {
            if (settings.ContainsKey(setting)) continue;
            if (invocation.Environment.GetValueOrDefault(variable) is { Length: > 0 } value) settings[setting] = setting == "port" && long.TryParse(value, out var port) ? port : value;
            else if (fallback is not null) settings[setting] = fallback;
        }
        if (load.Target == "postgres")
        {
            settings.TryAdd("user", Environment.UserName);
            settings.TryAdd("database", settings["user"]);
        }
        else
        {
            var path = settings["path"] as string ?? "";
            if (path != ":memory:") settings["path"] = path = Path.Combine(folder, path);
            settings.TryAdd("database", path == ":memory:" ? "memory" : Path.GetFileNameWithoutExtension(path));
        }
        return new("command line", load.Target, load.Target, settings["database"] as string, settings["schema"] as string ?? "public", invocation.Threads ?? Threads, settings);
    }

    private static Dictionary<string, object?> Given(ParseResult options)
    {
        var settings = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var pair in options.GetResult(ModelOptions.Settings) is null ? [] : options.GetValue(ModelOptions.Settings) ?? [])
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new CommandException($"--setting takes KEY=VALUE, as host=localhost; got '{pair}'");
            var (key, value) = (pair[..at] switch { "dbname" => "database", "pass" => "password", var name => name }, pair[(at + 1)..]);
            settings[key] = long.TryParse(value, out var number) ? number : value;
        }
        return settings;
    }

    private static bool HasProfiles(LoadOptions load, Invocation invocation, string folder)
    {
        string?[] folders = load.ProfilesFolder is not null ? [load.ProfilesFolder]
            : invocation.Environment.GetValueOrDefault("DBT_PROFILES_DIR") is { Length: > 0 } named ? [named]
            : [folder, invocation.Environment.GetValueOrDefault("HOME") is { } home ? Path.Combine(home, ".dbt") : null];
        return folders.OfType<string>().Any(place => File.Exists(Path.Combine(folder, place, "profiles.yml")));
    }
}

using System.Collections;
using System.CommandLine;
using ControlPlane.Cli.Models.Output;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs.Microbatch;
using ControlPlane.Models.Runs.Sessions;

namespace ControlPlane.Cli.Models;

/// <summary>Reads the options that all commands have.</summary>
internal static class InvocationOptions
{
    public static IReadOnlyDictionary<string, string> Environment { get; } = ReadEnvironment();

    public static string Folder(ParseResult options) => Path.GetFullPath(options.GetValue(ModelOptions.ProjectDir) ?? Environment.GetValueOrDefault("DBT_PROJECT_DIR") ?? ".");

    public static FlagValues Flags(ParseResult options) => new(options, Environment, ProjectLoader.Flags(Folder(options)));

    public static JournalStyle Style(FlagValues flags)
    {
        var wantsColors = flags.IsSet("use_colors") ? flags.Is("use_colors") : !Console.IsOutputRedirected && Environment.GetValueOrDefault("NO_COLOR") is null or "";
        var level = flags.Text("log_level");
        return new(string.Equals(flags.Text("log_format"), "json", StringComparison.OrdinalIgnoreCase), flags.Is("quiet") || level is "error" or "none", wantsColors)
        {
            TellsProgress = level is not "warn", Width = int.TryParse(flags.Text("printer_width"), out var width) ? width : 80, Prints = flags.Is("print"),
        };
    }

    /// <exception cref="ControlPlane.Models.Runs.RunException">--vars is no mapping, or another option is not what it must be.</exception>
    public static Invocation Read(ParseResult options, FlagValues flags, string which)
    {
        var vars = YamlMapping.Read(options.GetValue(ModelOptions.Vars), "--vars");
        var threads = flags.Is("single_threaded") ? 1 : options.GetValue(ModelOptions.Threads);
        var started = DateTimeOffset.UtcNow;
        return new()
        {
            Command = which,
            StartedAt = started,
            Vars = vars,
            Environment = Environment,
            Threads = threads,
            FailFast = flags.Is("fail_fast"),
            WarnError = flags.Is("warn_error"),
            Warnings = flags.Warnings(),
            Sample = flags.Text("sample") is { } sample ? SampleWindow.Read(sample, started) : null,
            Arguments = Arguments(options, flags, which, vars, threads),
        };
    }

    public static LoadOptions Load(ParseResult options, FlagValues flags, Invocation invocation, string folder)
    {
        var load = new LoadOptions
        {
            ProfilesFolder = options.GetValue(ModelOptions.ProfilesDir) is { } profiles ? Path.GetFullPath(profiles) : null,
            Profile = flags.Text("profile"), Target = flags.Text("target"),
            VersionCheck = flags.Is("version_check"),
            TargetPath = flags.Text("target_path"),
        };
        return load with { TargetProfile = TargetWithoutProfile.Find(options, load, invocation, folder) };
    }

    private static Dictionary<string, string> ReadEnvironment()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry pair in System.Environment.GetEnvironmentVariables()) variables[(string)pair.Key] = pair.Value as string ?? "";
        return variables;
    }

    private static Dictionary<string, object?> Arguments(ParseResult options, FlagValues flags, string which, IReadOnlyDictionary<string, object?> vars, int? threads)
    {
        var folder = Folder(options);
        var rules = flags.Warnings();
        var arguments = new Dictionary<string, object?>(flags.Recorded(), StringComparer.Ordinal)
        {
            ["which"] = which,
            ["vars"] = vars,
            ["profile"] = flags.Text("profile"), ["target"] = flags.Text("target"), ["state"] = flags.Text("state"), ["defer_state"] = flags.Text("defer_state"), ["threads"] = (long?)threads,
            ["project_dir"] = folder,
            ["profiles_dir"] = flags.Text("profiles_dir") is { } profiles ? Path.GetFullPath(profiles) : null,
            ["target_path"] = flags.Text("target_path"),
            ["log_path"] = flags.Text("log_path") ?? Path.Combine(folder, "logs"),
            ["sample"] = flags.Text("sample"),
            ["warn_error_options"] = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["error"] = rules.AllAreErrors ? "all" : rules.Errors.ToList<object?>(), ["warn"] = rules.Warnings.ToList<object?>(), ["silence"] = rules.Silenced.ToList<object?>(),
            },
            ["invocation_command"] = $"dbt {string.Join(' ', options.Tokens.Select(token => token.Value).SkipWhile(token => token == "models"))}",
        };
        foreach (var name in arguments.Keys.Where(name => arguments[name] is null).ToList()) arguments.Remove(name);
        return arguments;
    }
}

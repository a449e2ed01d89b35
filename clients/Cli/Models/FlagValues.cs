using System.CommandLine;
using System.Globalization;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs;

namespace ControlPlane.Cli.Models;

/// <summary>What dbt's flags are for a command: as its options say, else its environment (<c>DBT_FAIL_FAST</c>), else the project's <c>flags:</c>, else the defaults.</summary>
/// <param name="project">The project's <c>flags:</c>.</param>
internal sealed class FlagValues(ParseResult options, IReadOnlyDictionary<string, string> environment, IReadOnlyDictionary<string, object?> project)
{
    // Only on the command line or in the environment.
    private static readonly HashSet<string> NotOfProjects =
        ["defer", "favor_state", "introspect", "print", "quiet", "state", "defer_state", "profile", "target", "profiles_dir", "project_dir", "target_path", "sample", "log_path"];

    private static readonly Dictionary<string, string> FormerVariables = new(StringComparer.Ordinal)
    {
        ["defer"] = "DBT_DEFER_TO_STATE", ["favor_state"] = "DBT_FAVOR_STATE_MODE", ["state"] = "DBT_ARTIFACT_STATE_PATH",
    };

    /// <exception cref="RunException">The variable or the project's flag is neither true nor false.</exception>
    public bool Is(string name)
    {
        if (FlagOptions.Switches.TryGetValue(name, out var pair))
        {
            if (IsGiven(pair.Off) && options.GetValue(pair.Off)) return false;
            if (IsGiven(pair.On)) return options.GetValue(pair.On);
        }
        else if (name == "warn_error" && IsGiven(ModelOptions.WarnError)) return options.GetValue(ModelOptions.WarnError);
        return Truth(name, Elsewhere(name)) ?? FlagDefaults.Common.GetValueOrDefault(name) is true;
    }

    /// <summary>Whether somebody said something of it.</summary>
    public bool IsSet(string name) => FlagOptions.Switches.TryGetValue(name, out var pair) && (IsGiven(pair.On) || IsGiven(pair.Off)) || Elsewhere(name) is not null;

    public string? Text(string name)
    {
        var option = FlagOptions.Valued[name];
        if (IsGiven(option)) return options.GetValue(option);
        return Convert.ToString(Elsewhere(name) ?? FlagDefaults.Common.GetValueOrDefault(name), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;
    }

    /// <summary>A switch of some commands only, such as <c>--full-refresh</c>.</summary>
    public bool Is(Option<bool> option, string name) => IsGiven(option) ? options.GetValue(option) : Truth(name, Variable(name)) ?? false;

    /// <summary>The value of an option of some commands only.</summary>
    public string? Text(Option<string?> option, string name) => IsGiven(option) ? options.GetValue(option) : Variable(name);

    /// <exception cref="RunException">They are no such rules.</exception>
    public WarningRules Warnings()
    {
        var written = Text("warn_error_options") is { } text && !(project.GetValueOrDefault("warn_error_options") is IReadOnlyDictionary<string, object?> && IsOfProject("warn_error_options"))
            ? ControlPlane.Models.Runs.Sessions.YamlMapping.Read(text, "--warn-error-options")
            : project.GetValueOrDefault("warn_error_options") as IReadOnlyDictionary<string, object?>;
        if (written is null) return WarningRules.None;
        if (Is("warn_error") && !IsOfProject("warn_error_options")) throw new RunException("warn_error_options: not allowed with argument warn_error", "Usage");
        return WarningRules.Read(written);
    }

    /// <summary>All of them as artifacts record them.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Recorded()
    {
        foreach (var (name, value) in FlagDefaults.Common)
        {
            yield return new(name, value switch
            {
                bool => Is(name),
                long number => long.TryParse(Text(name), CultureInfo.InvariantCulture, out var given) ? given : number,
                _ => Text(name),
            });
        }
        foreach (var (name, value) in FlagDefaults.OfProjects) yield return new(name, project.GetValueOrDefault(name) ?? value);
    }

    private bool IsOfProject(string name) => !IsGiven(FlagOptions.Valued[name]) && Variable(name) is null;

    private object? Elsewhere(string name) => Variable(name) ?? (NotOfProjects.Contains(name) ? null : project.GetValueOrDefault(name));

    private string? Variable(string name) =>
        environment.GetValueOrDefault($"DBT_{name.ToUpperInvariant()}") is { Length: > 0 } value ? value
        : FormerVariables.TryGetValue(name, out var former) && environment.GetValueOrDefault(former) is { Length: > 0 } older ? older
        : null;

    private static bool? Truth(string name, object? value) => value switch
    {
        null => null,
        bool flag => flag,
        string text => text.Trim().ToLowerInvariant() switch
        {
            "1" or "true" or "t" or "yes" or "y" or "on" => true,
            "0" or "false" or "f" or "no" or "n" or "off" or "" => false,
            _ => throw new RunException($"'{text}' is not true or false, which {name} of the environment or of the project's flags must be.", "Usage"),
        },
        _ => throw new RunException($"The flag {name} of dbt_project.yml is neither true nor false.", "Usage"),
    };

    // A command that has not got the option has no result of it.
    private bool IsGiven(Option option) => options.GetResult(option) is { Implicit: false };
}

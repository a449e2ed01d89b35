using System.Collections;
using System.CommandLine;
using ControlPlane.Cli.Models.Output;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs.Sessions;

namespace ControlPlane.Cli.Models;

/// <summary>Reads the options that all commands have.</summary>
internal static class InvocationOptions
{
    public static JournalStyle Style(ParseResult options)
    {
        var wantsColors = options.GetValue(ModelOptions.Colors) || !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
        return new(
            string.Equals(options.GetValue(ModelOptions.LogFormat), "json", StringComparison.OrdinalIgnoreCase),
            options.GetValue(ModelOptions.Quiet), wantsColors && !options.GetValue(ModelOptions.NoColors));
    }

    /// <exception cref="ControlPlane.Models.Runs.RunException">--vars is no mapping.</exception>
    public static Invocation Read(ParseResult options, string which)
    {
        var vars = YamlMapping.Read(options.GetValue(ModelOptions.Vars), "--vars");
        return new()
        {
            Command = which,
            Vars = vars,
            Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => pair.Value as string ?? "", StringComparer.Ordinal),
            Threads = options.GetValue(ModelOptions.Threads),
            FailFast = options.GetValue(ModelOptions.FailFast),
            WarnError = options.GetValue(ModelOptions.WarnError),
            Arguments = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["which"] = which,
                ["vars"] = vars,
                ["profile"] = options.GetValue(ModelOptions.Profile),
                ["target"] = options.GetValue(ModelOptions.Target),
                ["threads"] = (long?)options.GetValue(ModelOptions.Threads),
                ["fail_fast"] = options.GetValue(ModelOptions.FailFast),
                ["warn_error"] = options.GetValue(ModelOptions.WarnError),
                ["quiet"] = options.GetValue(ModelOptions.Quiet),
                ["defer"] = options.GetValue(ModelOptions.Defer),
                ["favor_state"] = options.GetValue(ModelOptions.FavorState),
                ["state"] = options.GetValue(ModelOptions.State),
                ["indirect_selection"] = options.GetValue(ModelOptions.IndirectSelection) ?? "eager",
                ["project_dir"] = options.GetValue(ModelOptions.ProjectDir),
                ["profiles_dir"] = options.GetValue(ModelOptions.ProfilesDir),
                ["target_path"] = options.GetValue(ModelOptions.TargetPath),
                ["write_json"] = !options.GetValue(ModelOptions.NoWriteJson),
                ["invocation_command"] = $"controlplane models {which}",
            }.Where(pair => pair.Value is not null).ToDictionary(StringComparer.Ordinal),
        };
    }

    public static LoadOptions Load(ParseResult options, Invocation invocation, string folder)
    {
        var load = new LoadOptions
        {
            ProfilesFolder = options.GetValue(ModelOptions.ProfilesDir) is { } profiles ? Path.GetFullPath(profiles) : null,
            Profile = options.GetValue(ModelOptions.Profile), Target = options.GetValue(ModelOptions.Target),
            VersionCheck = !options.GetValue(ModelOptions.NoVersionCheck),
            TargetPath = options.GetValue(ModelOptions.TargetPath) ?? invocation.Environment.GetValueOrDefault("DBT_TARGET_PATH"),
        };
        return load with { TargetProfile = TargetWithoutProfile.Find(options, load, invocation, folder) };
    }
}

using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Projects.Yaml;

namespace ControlPlane.Models.Projects;

/// <summary>Finds profiles.yml and takes the target's settings out of it. Of the other targets nothing is rendered.</summary>
internal sealed class ProfileReader(LoadOptions options, Invocation invocation, ConfigRendering rendering, ProjectErrors errors)
{
    private const string FileName = "profiles.yml";

    public TargetProfile? Read(string projectFolder, string? profileOfProject)
    {
        var scope = new YamlScope(invocation, invocation.Vars, null);
        var name = options.Profile ?? rendering.Render(profileOfProject, scope, ProjectSource.FileName, 0) as string;
        if (name is null)
        {
            errors.Add(ProjectSource.FileName, 0, "No profile was specified for this project.", "Add 'profile:' with the name of a profile in profiles.yml.");
            return null;
        }
        if (Find(projectFolder) is not { } file)
        {
            errors.Add(FileName, 0, $"Could not find {FileName}, which holds the profile '{name}'.", "Put it into the project's folder, or say where it is with --profiles-dir or DBT_PROFILES_DIR.");
            return null;
        }
        if (YamlFile.ReadMap(FileName, File.ReadAllText(file), errors) is not { } profiles) return null;
        switch (profiles.GetValueOrDefault(name))
        {
            case YamlMap profile:
                return Target(profile, name, scope);
            case null when profiles.ContainsKey(name):
                errors.Add(FileName, profiles.LineOf(name), $"Profile {name} in profiles.yml is empty.", "Give it 'target:' and 'outputs:'.");
                return null;
            default:
                errors.Add(FileName, 0, $"Could not find profile named '{name}'.", NearestNames.Advise(name, profiles.Keys.Where(key => key != "config"), "Add it, or name another with --profile."));
                return null;
        }
    }

    private string? Find(string projectFolder)
    {
        var home = invocation.Environment.GetValueOrDefault("HOME") ?? invocation.Environment.GetValueOrDefault("USERPROFILE");
        IEnumerable<string?> folders = options.ProfilesFolder is { } given ? [given]
            : invocation.Environment.GetValueOrDefault("DBT_PROFILES_DIR") is { Length: > 0 } named ? [named]
            : [projectFolder, home is null ? null : Path.Combine(home, ".dbt")];
        return folders.OfType<string>().Select(folder => Path.Combine(projectFolder, folder, FileName)).FirstOrDefault(File.Exists);
    }

    private TargetProfile? Target(YamlMap profile, string name, YamlScope scope)
    {
        var target = options.Target
            ?? (profile.TryGetValue("target", out var written) ? rendering.Render(written, scope, FileName, profile.LineOf("target")) as string : null)
            ?? "default";
        if (profile.GetValueOrDefault("outputs") is not YamlMap outputs)
        {
            errors.Add(FileName, profile.Line, $"outputs not specified in profile '{name}'.", "Add 'outputs:' with a mapping of targets.");
            return null;
        }
        if (outputs.GetValueOrDefault(target) is not YamlMap output)
        {
            var known = string.Join(", ", outputs.Keys.Select(key => $"'{key}'"));
            errors.Add(FileName, outputs.Line,
                $"The profile '{name}' does not have a target named '{target}'. The valid target names for this profile are: {known}.",
                NearestNames.Advise(target, outputs.Keys, "Choose one of them with --target."));
            return null;
        }
        var settings = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in output) settings[key] = Setting(key, value, scope, output.LineOf(key));
        if (settings.GetValueOrDefault("type") is not string type)
        {
            errors.Add(FileName, output.Line, $"required field \"type\" not found in profile {name} and target {target}.", "Add 'type: postgres' or 'type: duckdb'.");
            return null;
        }
        var threads = Whole(settings.GetValueOrDefault("threads"));
        if (threads is null or < 1 && settings.ContainsKey("threads")) errors.Add(FileName, output.LineOf("threads"), "'threads' is not a whole number above 0.", "Write a number.");
        settings.Remove("type");
        settings.Remove("threads");
        var profiled = TargetSettings.Complete(type, settings);
        if (profiled.Problem is { } problem) errors.Add(FileName, output.Line, $"Credentials in profile \"{name}\", target \"{target}\" invalid: {problem}.", "Correct the target's settings.");
        return new TargetProfile(name, target, type, profiled.Database, profiled.Schema, invocation.Threads ?? threads ?? 1, settings);
    }

    /// <summary>A password that looks like a broken template is one all the same.</summary>
    private object? Setting(string key, object? value, YamlScope scope, int line) =>
        key is "password" or "pass" && value is string text && !text.Contains("env_var", StringComparison.Ordinal) && !text.Contains("var(", StringComparison.Ordinal)
            ? value : rendering.Render(value, scope, FileName, line);

    private static int? Whole(object? value) => value switch
    {
        long number and > 0 and <= int.MaxValue => (int)number,
        string text when int.TryParse(text, out var number) => number,
        _ => null,
    };
}

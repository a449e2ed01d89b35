using System.Text.RegularExpressions;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Projects.Yaml;

namespace ControlPlane.Models.Projects;

/// <summary>Makes a <see cref="Project"/> of dbt_project.yml: renders what is rendered at once, checks it, fills in the defaults.</summary>
internal sealed partial class ProjectReader(ConfigRendering rendering, ProjectErrors errors, bool checkVersions)
{
    /// <summary>Null when it is not usable at all.</summary>
    public Project? Read(string folder, string place, YamlMap raw, YamlScope scope)
    {
        var file = place + ProjectSource.FileName;
        var values = Rendered(raw, scope, file);
        var settings = new ProjectSettings(file, raw, values, errors);
        foreach (var key in raw.Keys.Where(key => !ProjectKeys.All.Contains(key)))
            errors.Add(file, raw.LineOf(key), $"'{key}' is not a key of a project.", NearestNames.Advise(key, ProjectKeys.All, "Remove it, or put it under 'vars:'."));
        if (Name(settings) is not { } name) return null;
        CheckVersion(settings, name);
        return new Project
        {
            Name = name,
            Version = settings.Text("version"),
            Folder = folder,
            ProfileName = settings.Text("profile"),
            ModelPaths = settings.Paths("model-paths", "source-paths") ?? ["models"],
            SeedPaths = settings.Paths("seed-paths", "data-paths") ?? ["seeds"],
            SnapshotPaths = settings.Paths("snapshot-paths") ?? ["snapshots"],
            TestPaths = settings.Paths("test-paths") ?? ["tests"],
            AnalysisPaths = settings.Paths("analysis-paths") ?? ["analyses"],
            MacroPaths = settings.Paths("macro-paths") ?? ["macros"],
            DocsPaths = settings.Paths("docs-paths") ?? [],
            AssetPaths = settings.Paths("asset-paths") ?? [],
            CleanTargets = settings.Paths("clean-targets") ?? [],
            TargetPath = settings.Text("target-path") ?? "target",
            PackagesPath = settings.Text("packages-install-path") ?? "dbt_packages",
            Configs = ProjectKeys.Configs.ToDictionary(key => key, settings.Map, StringComparer.Ordinal),
            // The reference looks for those of the semantic layer under names with underscores, which nobody can write.
            UnrenderedConfigs = ProjectKeys.Configs.ToDictionary(key => key, key => (IReadOnlyDictionary<string, object?>)(key.Contains('-', StringComparison.Ordinal) ? Empty : raw.GetValueOrDefault(key) as YamlMap ?? Empty), StringComparer.Ordinal),
            Vars = settings.Map("vars"),
            OnRunStart = settings.Statements("on-run-start"),
            OnRunEnd = settings.Statements("on-run-end"),
            Dispatch = settings.Dispatch(),
            Quoting = settings.Quoting(),
            Flags = settings.Map("flags"),
            QueryComment = settings.QueryComment(),
            RestrictAccess = values.GetValueOrDefault("restrict-access") is true,
        };
    }

    private static readonly YamlMap Empty = new();

    private Dictionary<string, object?> Rendered(YamlMap raw, YamlScope scope, string file)
    {
        var values = new Dictionary<string, object?>(raw.Count, StringComparer.Ordinal);
        foreach (var (key, value) in raw)
        {
            values[key] = ProjectKeys.Unrendered.Contains(key) ? value
                : value is YamlMap tree && key is "models" or "seeds" or "snapshots" or "data_tests" ? rendering.RenderConfigs((YamlMap)value!, scope, file, raw.LineOf(key))
                : rendering.Render(value, scope, file, raw.LineOf(key));
        }
        return values;
    }

    private static string? Name(ProjectSettings settings)
    {
        var name = settings.Text("name");
        if (name is null) settings.Fail("name", "The project has no name.", "Add 'name:' with letters, digits and underscores.");
        else if (!IsProjectName(name)) settings.Fail("name", $"'{name}' cannot be a project's name.", "Use letters, digits and underscores, and do not start with a digit.");
        else if (ProjectKeys.ReservedNames.Contains(name)) settings.Fail("name", $"Invalid project name: {name} is a reserved word.", "Choose another name.");
        else return name;
        return null;
    }

    private void CheckVersion(ProjectSettings settings, string name)
    {
        var required = settings.Texts("require-dbt-version").SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        foreach (var text in required)
        {
            if (VersionRequirement.Parse(text) is not { } requirement) settings.Fail("require-dbt-version", $"\"{text}\" is not a valid semantic version.", "Write it as '>=1.3.0'.");
            else if (checkVersions && !requirement.Accepts(CompatibleVersion.Current))
            {
                settings.Fail("require-dbt-version",
                    $"This version of dbt is not supported with the '{name}' package: this engine is compatible with {CompatibleVersion.Current}, and '{text}' is required.",
                    "Use another version of the package, or give --no-version-check.");
            }
        }
    }

    private static bool IsProjectName(string name) => name is [not (>= '0' and <= '9'), ..] && name.All(each => each == '_' || char.IsAsciiLetterOrDigit(each)) || ProjectName().IsMatch(name);

    [GeneratedRegex(@"^[^\d\W]\w*$")]
    private static partial Regex ProjectName();
}

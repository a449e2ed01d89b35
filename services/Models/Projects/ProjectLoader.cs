using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Projects.Yaml;

namespace ControlPlane.Models.Projects;

/// <summary>Reads what a project consists of before any of its resources: dbt_project.yml, profiles.yml, its packages and selectors.</summary>
public sealed class ProjectLoader
{
    private readonly Invocation _invocation;
    private readonly LoadOptions _options;
    private readonly ProjectErrors _errors = new();
    private readonly ConfigRendering _rendering;

    private ProjectLoader(Invocation invocation, LoadOptions options, IYamlRenderer renderer) =>
        (_invocation, _options, _rendering) = (invocation, options, new ConfigRendering(renderer, _errors));

    /// <exception cref="ProjectInvalidException">With everything that is wrong.</exception>
    public static ProjectSet Load(string folder, LoadOptions options, Invocation invocation) => Load(folder, options, invocation, new YamlRenderer());

    /// <summary>The <c>flags:</c> of a project as written; empty where there are none, or nothing to read.</summary>
    public static IReadOnlyDictionary<string, object?> Flags(string folder)
    {
        var file = Path.Combine(folder, ProjectSource.FileName);
        if (!File.Exists(file) || File.ReadAllText(file) is var text && !text.Contains("flags:", StringComparison.Ordinal)) return NoVars;
        return YamlFile.ReadMap(ProjectSource.FileName, text, new ProjectErrors())?.GetValueOrDefault("flags") as IReadOnlyDictionary<string, object?> ?? NoVars;
    }

    internal static ProjectSet Load(string folder, LoadOptions options, Invocation invocation, IYamlRenderer renderer) =>
        new ProjectLoader(invocation, options, renderer).Load(Path.GetFullPath(folder));

    private ProjectSet Load(string folder)
    {
        var raw = ProjectSource.Read(folder, "", _errors);
        var label = raw?.GetValueOrDefault("name") as string ?? Path.GetFileName(folder);
        if (raw is null) throw Invalid(label);

        var target = _options.TargetProfile ?? new ProfileReader(_options, _invocation, _rendering, _errors).Read(folder, raw.GetValueOrDefault("profile") as string);
        if (target is null) throw Invalid(label);

        var inputs = new RenderInputs();
        var scope = new YamlScope(_invocation, _invocation.Vars, target) { Inputs = inputs };
        var reader = new ProjectReader(_rendering, _errors, _options.VersionCheck);
        var root = reader.Read(folder, "", raw, scope);
        if (root is null) throw Invalid(label);
        root = root with { TargetPath = _options.TargetPath ?? root.TargetPath, Selectors = SelectorsFile.Read(folder, scope, _rendering, _errors) };

        // Packages do not see the variables of the command line.
        var packages = new PackageFinder(reader, _rendering, _errors, scope).Find(root, scope with { Vars = NoVars });
        _errors.ThrowIfAny(root.Name);
        return new ProjectSet(root, [root, .. packages, .. InternalPackages.For(target.Type)], target) { Inputs = inputs, Overrides = _options.Overrides };
    }

    private static readonly Dictionary<string, object?> NoVars = new(StringComparer.Ordinal);

    private Exception Invalid(string project)
    {
        _errors.ThrowIfAny(project);
        return new ProjectInvalidException(project, []);
    }
}

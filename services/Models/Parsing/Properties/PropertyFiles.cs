using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing.Properties.Sources;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Projects.Yaml;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>Reads the property files (schema.yml and the like) of a project and its packages.</summary>
public sealed class PropertyFiles
{
    private static readonly Dictionary<string, ResourceType> NodeSections = new(StringComparer.Ordinal)
    {
        ["models"] = ResourceType.Model,
        ["seeds"] = ResourceType.Seed,
        ["snapshots"] = ResourceType.Snapshot,
        ["analyses"] = ResourceType.Analysis,
        ["data_tests"] = ResourceType.Test,
    };

    private static readonly string[] OtherSections = ["macros", "exposures", "groups", "unit_tests", "semantic_models", "metrics", "saved_queries"];

    private readonly PropertyIndex _index;
    private readonly PropertyRendering _rendering;
    private readonly ProjectErrors _errors;
    private readonly ICollection<ProjectError> _warnings;
    private readonly ProjectSet _projects;

    private PropertyFiles(ProjectSet projects, IYamlRenderer renderer, ProjectErrors errors, ICollection<ProjectError> warnings)
    {
        _index = new PropertyIndex(errors);
        _rendering = new PropertyRendering(renderer);
        (_projects, _errors, _warnings) = (projects, errors, warnings);
    }

    /// <param name="files">Of each package, by its name.</param>
    public static PropertyIndex Read(
        ProjectSet projects, Invocation invocation, IReadOnlyDictionary<string, ProjectFiles> files, IYamlRenderer renderer, ProjectErrors errors, ICollection<ProjectError> warnings)
    {
        var reader = new PropertyFiles(projects, renderer, errors, warnings);
        var vars = new ProjectVars(projects, invocation);
        foreach (var project in projects.All.Where(project => !project.IsInternal)) reader.Read(project, files[project.Name], new YamlScope(invocation, vars.Of(project.Name), projects.Target) { Inputs = projects.Inputs });
        return reader._index;
    }

    private void Read(Project project, ProjectFiles files, YamlScope scope)
    {
        _index.Fixtures[project.Name] = [.. files.Fixtures];
        var nodes = new NodeSection(_index, files.Models.Select(file => file.Name).ToHashSet(StringComparer.Ordinal));
        foreach (var source in files.Properties)
        {
            var file = new PropertyFile(source, Shown(source), scope, _errors, _warnings);
            if (YamlFile.ReadMap(file.Shown, source.Text, _errors, _warnings) is { } map) Read(file, map, nodes);
        }
    }

    private void Read(PropertyFile file, YamlMap map, NodeSection nodes)
    {
        foreach (var (section, type) in NodeSections)
            foreach (var entry in Entries(file, map, section)) nodes.Read(Rendered(entry, section), section, type);
        foreach (var entry in Entries(file, map, "sources")) SourceSection.Read(_index, entry, Rendered(entry, "sources"));
        foreach (var section in OtherSections)
            foreach (var entry in Entries(file, map, section)) _index.Others.Add((Rendered(entry, section), section));
    }

    private PropertyEntry Rendered(PropertyEntry entry, string section) => new(entry.File, entry.What, _rendering.Render(entry.Map, section, entry.File));

    private static IEnumerable<PropertyEntry> Entries(PropertyFile file, YamlMap map, string section)
    {
        if (!map.TryGetValue(section, out var value)) yield break;
        if (value is not List<object?> list)
        {
            file.Fail(map.LineOf(section), $"{section} must be a list.", "Start each entry with '- name:'.");
            yield break;
        }
        foreach (var item in list)
        {
            if (item is not YamlMap entry)
                file.Fail(map.LineOf(section), $"An entry under '{section}' is no mapping.", "Start each entry with '- name:'.");
            else if (!entry.ContainsKey("name") && !entry.ContainsKey("model"))
                file.Fail(entry.Line, $"An entry under '{section}' has no name.", "Add 'name:'.");
            else
                yield return new PropertyEntry(file, $"entry of '{section}'", entry);
        }
    }

    private string Shown(ProjectFile file) =>
        file.Project == _projects.Root ? file.OriginalFilePath : Path.GetRelativePath(_projects.Root.Folder!, file.FullPath).Replace('\\', '/');
}

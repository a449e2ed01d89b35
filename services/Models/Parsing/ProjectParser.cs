using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing.Configs;
using ControlPlane.Models.Parsing.Linking;
using ControlPlane.Models.Parsing.Properties;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Parsing;

/// <summary>Makes a manifest of a project's files: everything in it, configured, named and linked.</summary>
public static class ProjectParser
{
    /// <exception cref="ProjectInvalidException">With everything that is wrong.</exception>
    public static Manifest Parse(ProjectSet projects, Invocation invocation, IAdapter adapter, ParseLimits? limits = null)
    {
        var manifest = new Manifest { Projects = projects, Invocation = invocation };
        var errors = new ProjectErrors();
        var files = FindFiles(projects);
        var inheritance = new ConfigInheritance(projects);
        var state = new ParseState
        {
            Manifest = manifest,
            Adapter = adapter,
            Blocks = new BlockReader(),
            Renderer = new ParseRenderer(manifest, adapter),
            Configs = inheritance,
            Properties = PropertyIndex.Empty,
            Errors = errors,
            Limits = limits ?? ParseLimits.Default,
        };

        MacroFiles.Read(state, files);
        foreach (var project in Own(projects)) DocsFiles.Read(state, files[project.Name].Docs);
        errors.ThrowIfAny(projects.Root.Name);

        ReadNodes(state, files);
        Link(state);
        errors.ThrowIfAny(projects.Root.Name);
        return manifest;
    }

    private static IEnumerable<Project> Own(ProjectSet projects) => projects.All.Where(project => !project.IsInternal);

    private static IReadOnlyDictionary<string, ProjectFiles> FindFiles(ProjectSet projects) =>
        Own(projects).ToDictionary(project => project.Name, ProjectFiles.Find, StringComparer.Ordinal);

    private static void ReadNodes(ParseState state, IReadOnlyDictionary<string, ProjectFiles> files)
    {
        var reader = new NodeReader(state);
        foreach (var project in Own(state.Projects))
        {
            foreach (var source in NodeFiles.Sources(state, project, files[project.Name]))
            {
                if (reader.Read(source) is { } node) NodeList.Add(state, node);
            }
        }
    }

    private static void Link(ParseState state)
    {
        new Linker(state, new RefLookup(state.Manifest)).Link();
        AccessRules.Check(state);
        UniqueRelations.Check(state);
        Cycles.Check(state);
    }
}

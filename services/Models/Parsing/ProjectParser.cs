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
        var yaml = new YamlRenderer();
        var state = new ParseState
        {
            Manifest = manifest,
            Adapter = adapter,
            Blocks = new BlockReader(),
            Renderer = new ParseRenderer(manifest, adapter),
            Configs = inheritance,
            ReadingProperties = Task.Run(() => PropertyFiles.Read(projects, invocation, files, yaml, errors, manifest.Warnings)),
            Errors = errors,
            Limits = limits ?? ParseLimits.Default,
        };

        MacroFiles.Read(state, files);
        foreach (var project in Own(projects)) DocsFiles.Read(state, files[project.Name].Docs);
        _ = state.Properties;
        errors.ThrowIfAny(projects.Root.Name);

        ReadNodes(state, files);
        PropertyNodes.Add(state, yaml);
        Link(state);
        PropertyNodes.Complete(state, yaml);
        foreach (var (name, selector) in SelectorValues.Of(projects.Root.Selectors)) manifest.Selectors[name] = selector;
        errors.ThrowIfAny(projects.Root.Name);
        manifest.Trace.Add(projects.Inputs, keepPlace: true);
        return manifest;
    }

    private static IEnumerable<Project> Own(ProjectSet projects) => projects.All.Where(project => !project.IsInternal);

    private static IReadOnlyDictionary<string, ProjectFiles> FindFiles(ProjectSet projects) =>
        Own(projects).ToDictionary(project => project.Name, ProjectFiles.Find, StringComparer.Ordinal);

    /// <summary>Nodes are read side by side, since each has its own text, and added in order.</summary>
    private static void ReadNodes(ParseState state, IReadOnlyDictionary<string, ProjectFiles> files)
    {
        var reader = new NodeReader(state);
        var sources = Own(state.Projects).SelectMany(project => NodeFiles.Sources(state, project, files[project.Name])).ToArray();
        state.Packages = sources.Where(source => source.Type.IsRefable()).ToLookup(source => source.Name, source => source.Project.Name, StringComparer.Ordinal);
        var nodes = new ManifestNode?[sources.Length];
        Parallel.For(0, sources.Length, index => nodes[index] = reader.Read(sources[index]));
        foreach (var node in nodes.OfType<ManifestNode>()) NodeList.Add(state, node);
    }

    private static void Link(ParseState state)
    {
        var lookup = new RefLookup(state.Manifest);
        new Linker(state, lookup).Link();
        new SemanticLinks(state, lookup).Link();
        NodeRules.Check(state);
        AccessRules.Check(state);
        UniqueRelations.Check(state);
        Cycles.Check(state);
        UnusedConfigs.Warn(state.Manifest);
    }
}

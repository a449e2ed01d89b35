using System.Collections.Concurrent;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing.Configs;
using ControlPlane.Models.Parsing.Properties;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;

namespace ControlPlane.Models.Parsing;

/// <summary>What the readers of one parse share.</summary>
internal sealed class ParseState
{
    private NodeNames? _names;

    public required Manifest Manifest { get; init; }

    public required IAdapter Adapter { get; init; }

    public required IBlockReader Blocks { get; init; }

    public required IParseRenderer Renderer { get; init; }

    public required ConfigInheritance Configs { get; init; }

    /// <summary>Property files are read while macros are.</summary>
    public required Task<PropertyIndex> ReadingProperties { get; init; }

    public PropertyIndex Properties => ReadingProperties.GetAwaiter().GetResult();

    public required ProjectErrors Errors { get; init; }

    public required ParseLimits Limits { get; init; }

    /// <summary>The packages that have a file for a node that can be referred to, by its name.</summary>
    public ILookup<string, string> Packages { get; set; } = Enumerable.Empty<string>().ToLookup(name => name);

    /// <summary>Names of what could not be read: that they are missing is no error of those who refer to them.</summary>
    public ConcurrentDictionary<string, bool> Unread { get; } = new(StringComparer.Ordinal);

    /// <summary>Made when first asked for, which is once all macros are known.</summary>
    public NodeNames Names => _names ??= new NodeNames(Renderer, Adapter.Target, NodeNames.Custom(Manifest));

    public double Now { get; } = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>The project's flag validate_macro_args: macros show their arguments though no property file describes them.</summary>
    public bool NamesMacroArguments => Projects.Root.Flags.GetValueOrDefault("validate_macro_args") is true;

    public ProjectSet Projects => Manifest.Projects;

    /// <summary>How errors name a file: relative to the root project's folder.</summary>
    public string Place(Project project, string file) => Place(Projects.Root, project, file);

    public static string Place(Project root, Project project, string file) =>
        project.Folder is null ? $"{project.Name}/{file}" : project.Folder == root.Folder ? file : $"{Path.GetRelativePath(root.Folder!, project.Folder).Replace('\\', '/')}/{file}";

    public string Place(GraphNode node) => Place(Projects.Find(node.PackageName), node.OriginalFilePath);

    public string Place(ProjectFile file) => Place(file.Project, file.OriginalFilePath);

    /// <summary>Runs what may meet an invalid template; false when it did.</summary>
    public bool Try(string place, Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (TemplateException exception)
        {
            Errors.Add(place, exception);
            return false;
        }
    }
}

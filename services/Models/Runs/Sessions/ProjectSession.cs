using ControlPlane.Models.Adapters;
using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Jinja.Context;
using ControlPlane.Models.Jinja.Macros;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Results;

namespace ControlPlane.Models.Runs.Sessions;

/// <summary>A project read for one invocation: what commands and services select from, run and describe.</summary>
public sealed class ProjectSession : IDisposable
{
    private readonly Lazy<RuntimeRenderer> _renderer;
    private readonly List<string> _selected;

    private ProjectSession(ProjectSet projects, IAdapter adapter, Manifest manifest, List<string> selected)
    {
        (Projects, Adapter, Manifest, _selected) = (projects, adapter, manifest, selected);
        var target = new TargetFolder(projects.Root.Folder, projects.Root.TargetPath);
        _renderer = new(() => new RuntimeRenderer(manifest, adapter, target.WriteRun));
    }

    public ProjectSet Projects { get; }

    public IAdapter Adapter { get; }

    public Manifest Manifest { get; }

    public IRuntimeRenderer Renderer => _renderer.Value;

    internal QueryComments Comments => new(_renderer.Value);

    /// <summary>Absolute.</summary>
    public string TargetFolder => Path.Combine(Projects.Root.Folder!, Projects.Root.TargetPath);

    /// <exception cref="Errors.ProjectInvalidException">With everything that is wrong with the project.</exception>
    /// <exception cref="AdapterException">There is no engine of the target's type.</exception>
    public static ProjectSession Open(string folder, LoadOptions options, Invocation invocation)
    {
        // Beside the reading of the project's own files; all engines share this package.
        _ = Task.Run(() => EmbeddedMacros.Prepare("dbt"));
        // Templates see what was selected, which is known only once they are parsed.
        var selected = new List<string>();
        invocation = invocation with { SelectedResources = selected };
        var projects = ProjectLoader.Load(folder, options, invocation);
        var adapter = AdapterFactory.Create(projects.Target);
        try
        {
            return new(projects, adapter, ProjectParser.Parse(projects, invocation, adapter), selected);
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    /// <summary>Takes up a node that is no file's: a query of the command line. What it refers to is found as for any other.</summary>
    /// <exception cref="Templating.TemplateException">Its text is invalid.</exception>
    public void Add(ManifestNode node)
    {
        var capture = new ParseRenderer(Manifest, Adapter).Render(node, node.RawCode, node.Config.Values);
        node.Refs.AddRange(capture.Refs);
        node.Sources.AddRange(capture.Sources);
        foreach (var macro in capture.Macros) node.DependsOn.AddMacro(macro);
        var references = new References(Manifest);
        // What is not there is told when the text is rendered.
        foreach (var source in capture.Sources)
            if (references.Source(source[0], source[1], Projects.Root.Name, node.PackageName) is { } found) node.DependsOn.AddNode(found.UniqueId);
        foreach (var reference in capture.Refs)
            if (references.Node(reference, Projects.Root.Name, node.PackageName) is { } found) node.DependsOn.AddNode(found.UniqueId);
        Manifest.Nodes[node.UniqueId] = node;
    }

    /// <summary>Unique ids.</summary>
    /// <param name="warn">Told of parts that match nothing.</param>
    public HashSet<string> Select(SelectionRequest request, Action<string> warn) => new ProjectSelection(this, warn).Select(request);

    public RunResult Run(RunOptions options, IRunObserver observer, TimeProvider time, CancellationToken cancellationToken)
    {
        _selected.Clear();
        _selected.AddRange(options.Selected);
        options = options with
        {
            TargetPath = options.TargetPath ?? Projects.Root.TargetPath,
            Comment = options.Comment ?? Comments.Of, OwnComment = options.OwnComment ?? Comments.Of(null),
            CommentsBehind = Comments.GoBehind,
        };
        return new ProjectRun(Renderer, options, observer, time).Execute(cancellationToken);
    }

    /// <summary>manifest.json, with what has been compiled so far.</summary>
    public void WriteManifest(TimeProvider time) => ManifestFile.Write(TargetFolder, Manifest, time);

    public void Dispose() => Adapter.Dispose();
}

using System.Collections.Concurrent;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja.Context;
using ControlPlane.Models.Jinja.Macros;
using ControlPlane.Models.Jinja.Parsing;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja;

/// <summary>Make it when all macros are in the manifest. Safe for several threads, each with nodes of its own.</summary>
public sealed class ParseRenderer : IParseRenderer
{
    private readonly Lazy<ProjectScope> _project;

    /// <summary>What macros that make names made without looking at the node.</summary>
    private readonly ConcurrentDictionary<(string Component, string Package, string? Custom), string?> _names = new();

    public ParseRenderer(Manifest manifest, IAdapter adapter) => _project = new Lazy<ProjectScope>(() => new ProjectScope(manifest, adapter));

    /// <summary>For another place of the same project, whose macros are known.</summary>
    internal ParseRenderer(Manifest manifest, IAdapter adapter, MacroLookup macros) => _project = new Lazy<ProjectScope>(() => new ProjectScope(manifest, adapter, macros));

    internal MacroLookup Macros => _project.Value.Macros;

    public NodeCapture Render(ManifestNode node, string text, IReadOnlyDictionary<string, object?> declared)
    {
        var capture = new NodeCapture();
        if (!JinjaOptions.IsTemplate(text))
            return capture;
        var context = Context(node, capture);
        var places = Relation.PlacesRead;
        NodeTemplates.Render(node, text, context);
        Note(node, text, declared, capture, places);
        return capture;
    }

    public NodeCapture RenderTest(ManifestNode test)
    {
        var capture = new NodeCapture();
        var name = $"test_{test.TestMetadata!.Name}";
        var macro = _project.Value.Macros.Resolve(test.PackageName, name)
            ?? throw UnknownTest(test, name);
        capture.Macros.Add(macro.UniqueId);
        if (BuiltInTests.TryCapture(macro, test, capture))
            return capture;

        var context = new RenderContext(_project.Value, new ParseMode(capture), test.PackageName, _project.Value.Macros.ForTest(macro)) { Node = test, Inputs = capture.Inputs };
        context.Own[TestArguments.Name] = TestArguments.Render(test.TestMetadata.Arguments, context, JinjaOptions.NativeParse);
        var places = Relation.PlacesRead;
        NodeTemplates.Render(test, test.RawCode, context);
        Note(test, null, NoConfig, capture, places);
        return capture;
    }

    private static readonly Dictionary<string, object?> NoConfig = new(StringComparer.Ordinal);

    private void Note(ManifestNode node, string? text, IReadOnlyDictionary<string, object?> declared, NodeCapture capture, int placesBefore)
    {
        capture.Inputs.Place |= Relation.PlacesRead != placesBefore;
        var trace = _project.Value.Manifest.Trace;
        if (!capture.Inputs.IsEmpty) trace.Captures.Enqueue(new TracedCapture(node, text, declared, capture, node.Database, node.Schema, node.Alias));
    }

    public string? GenerateName(string component, string? custom, ManifestNode node) => GenerateName(component, custom, node, out _);

    /// <param name="readsNode">Whether the name may be another for another node.</param>
    internal string? GenerateName(string component, string? custom, ManifestNode node, out bool readsNode)
    {
        readsNode = false;
        var key = (component, node.PackageName, custom);
        return _names.TryGetValue(key, out var known) ? known : MakeName(component, custom, node, key, out readsNode);
    }

    private string? MakeName(string component, string? custom, ManifestNode node, (string, string, string?) key, out bool readsNode)
    {
        var view = new NodeView(node);
        var project = _project.Value;
        var name = $"generate_{component}_name";
        var own = node.PackageName != project.Root ? project.Macros.Package(node.PackageName).GetValueOrDefault(name) : null;
        var macro = own ?? project.Macros.RootOrInternal(name) ?? throw new TemplateException($"No macro with name {name} found");
        var context = new RenderContext(project, NameMode.Instance, project.Root);
        var places = Relation.PlacesRead;
        var value = Failures.Explain(context, () => context.Bind(macro)(new TemplateArguments([custom, view])));
        readsNode = view.IsRead;
        context.Inputs.Place |= Relation.PlacesRead != places;
        project.Manifest.Trace.Add(context.Inputs);
        if (context.Inputs.Place) project.Manifest.Trace.PlacedNames[(component, node.PackageName, custom)] = true;
        var made = value is string text ? text.Trim() : value is null ? null : PythonText.Str(value);
        if (!readsNode) _names[key] = made;
        return made;
    }

    private RenderContext Context(ManifestNode node, NodeCapture capture) =>
        new(_project.Value, new ParseMode(capture), node.PackageName) { Node = node, Inputs = capture.Inputs };

    private TemplateException UnknownTest(ManifestNode test, string name) => new TemplateException(
        $"'{name}' is undefined. This can happen when calling a macro that does not exist. Check for typos and/or install package dependencies with \"dbt deps\". "
        + Errors.NearestNames.Advise(name, _project.Value.Macros.Names.Where(known => known.StartsWith("test_", StringComparison.Ordinal)), ""), TemplateErrorKind.Undefined)
        .At(test.OriginalFilePath, test.Line, 1, test.TestMetadata!.Name);
}

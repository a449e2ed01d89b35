using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja.Context;
using ControlPlane.Models.Jinja.Parsing;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja;

/// <summary>Make it when all macros are in the manifest. Safe for several threads, each with nodes of its own.</summary>
public sealed class ParseRenderer : IParseRenderer
{
    private readonly Lazy<ProjectScope> _project;

    public ParseRenderer(Manifest manifest, IAdapter adapter) => _project = new Lazy<ProjectScope>(() => new ProjectScope(manifest, adapter));

    public NodeCapture Render(ManifestNode node, string text, IReadOnlyDictionary<string, object?> declared)
    {
        var capture = new NodeCapture();
        if (!JinjaOptions.IsTemplate(text))
            return capture;
        var context = Context(node, capture);
        NodeTemplates.Render(node, text, context);
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
        NodeTemplates.Render(test, test.RawCode, context);
        return capture;
    }

    public string? GenerateName(string component, string? custom, ManifestNode node)
    {
        var project = _project.Value;
        var name = $"generate_{component}_name";
        var own = node.PackageName != project.Root ? project.Macros.Package(node.PackageName).GetValueOrDefault(name) : null;
        var macro = own ?? project.Macros.RootOrInternal(name) ?? throw new TemplateException($"No macro with name {name} found");
        var context = new RenderContext(project, NameMode.Instance, project.Root);
        var value = Failures.Explain(context, () => context.Bind(macro)(new TemplateArguments([custom, new NodeView(node)])));
        return value is string text ? text.Trim() : value is null ? null : PythonText.Str(value);
    }

    private RenderContext Context(ManifestNode node, NodeCapture capture) =>
        new(_project.Value, new ParseMode(capture), node.PackageName) { Node = node, Inputs = capture.Inputs };

    private TemplateException UnknownTest(ManifestNode test, string name) => new TemplateException(
        $"'{name}' is undefined. This can happen when calling a macro that does not exist. Check for typos and/or install package dependencies with \"dbt deps\". "
        + Errors.NearestNames.Advise(name, _project.Value.Macros.Names.Where(known => known.StartsWith("test_", StringComparison.Ordinal)), ""), TemplateErrorKind.Undefined)
        .At(test.OriginalFilePath, test.Line, 1, test.TestMetadata!.Name);
}

using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>Renders descriptions, which may quote docs blocks. Those of unit tests and groups are left as written, as in the reference.</summary>
internal sealed class Descriptions(ParseState state, IYamlRenderer renderer)
{
    private static readonly string[] ElementKinds = ["entities", "measures", "dimensions"];

    public void Render()
    {
        foreach (var node in state.Manifest.Nodes.Values)
        {
            (node.Description, node.DocBlocks) = Render(node.Description, node);
            Columns(node, node.Columns);
        }
        foreach (var source in state.Manifest.Sources.Values)
        {
            (source.Description, source.DocBlocks) = Render(source.Description, source);
            (source.SourceDescription, _) = Render(source.SourceDescription, source);
            Columns(source, source.Columns);
        }
        foreach (var exposure in state.Manifest.Exposures.Values) (exposure.Description, _) = Render(exposure.Description, exposure);
        foreach (var metric in state.Manifest.Metrics.Values) (metric.Description, _) = Render(metric.Description, metric);
        foreach (var query in state.Manifest.SavedQueries.Values) (query.Description, _) = Render(query.Description, query);
        foreach (var model in state.Manifest.SemanticModels.Values) Semantic(model);
        foreach (var macro in state.Manifest.Macros.Values.Where(macro => macro.PatchPath is not null))
        {
            (macro.Description, _) = Render(macro.Description, macro.PackageName, macro.PatchPath!, 0);
            foreach (var argument in macro.Arguments)
                if (argument["description"] is string text) argument["description"] = Render(text, macro.PackageName, macro.PatchPath!, 0).Text;
        }
    }

    private void Semantic(SemanticNode model)
    {
        (model.Description, _) = Render(model.Description, model);
        foreach (var element in ElementKinds.SelectMany(kind => (List<object?>)model.Fields[kind]!).Cast<Dictionary<string, object?>>())
            if (element["description"] is string text) element["description"] = Render(text, model).Text;
    }

    private void Columns(GraphNode node, Dictionary<string, ColumnInfo> columns)
    {
        foreach (var column in columns.Values) (column.Description, column.DocBlocks) = Render(column.Description, node);
    }

    private (string Text, List<string> DocBlocks) Render(string text, GraphNode node) => Render(text, node.PackageName, state.Place(node), node.Line);

    private (string Text, List<string> DocBlocks) Render(string text, string package, string place, int line)
    {
        if (!ConfigRendering.HasTemplate(text)) return (text, []);
        try
        {
            var (rendered, blocks) = renderer.RenderDescription(text, package, state.Manifest, place);
            return (rendered, [.. blocks]);
        }
        catch (TemplateException exception)
        {
            state.Errors.Add(place, line, $"A description cannot be rendered: {exception.Problem.TrimEnd('.')}.", "Correct the template, or write the docs block that it names.");
            return (text, []);
        }
    }
}

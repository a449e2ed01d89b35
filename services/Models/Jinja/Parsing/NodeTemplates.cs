using ControlPlane.Models.Jinja.Context;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Parsing;

/// <summary>Renders nodes' texts, each parsed once for parsing and all later runs.</summary>
internal static class NodeTemplates
{
    public static string Render(ManifestNode node, string text, RenderContext context)
    {
        if (!JinjaOptions.IsTemplate(text))
            return text;
        var template = node.Template;
        if (template is null || !ReferenceEquals(template.Text, text) && template.Text != text)
            node.Template = template = Template.Parse(text, node.OriginalFilePath, Math.Max(1, node.Line), JinjaOptions.Run);
        return Failures.Explain(context, () => template.Render(context, context.Clock is null ? context.Mode.Options : context.MacroOptions));
    }
}

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
        var template = text == node.RawCode ? Own(node) : context.Project.Parse(text, node.OriginalFilePath);
        return Failures.Explain(context, () => template.Render(context, context.Clock is null ? context.Mode.Options : context.MacroOptions));
    }

    private static Template Own(ManifestNode node)
    {
        if (node.Template is null || node.Template.Text != node.RawCode)
            node.Template = Template.Parse(node.RawCode, node.OriginalFilePath, Math.Max(1, node.Line), JinjaOptions.Run);
        return node.Template;
    }
}

using ControlPlane.Models.Jinja;
using ControlPlane.Models.Jinja.Context;
using ControlPlane.Models.Jinja.Parsing;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Compilation;

/// <summary>A foreign key's <c>to: ref('customers')</c> becomes the relation's name.</summary>
internal static class ForeignKeys
{
    public static void Resolve(ManifestNode node, RenderContext context)
    {
        if (node.ResourceType != ResourceType.Model)
            return;
        foreach (var constraint in node.Constraints.Concat(node.Columns.Values.SelectMany(column => column.Constraints)))
        {
            if (constraint.GetValueOrDefault("type") as string != "foreign_key" || constraint.GetValueOrDefault("to") is not string to || RelationOf(to, context) is not { } relation) continue;
            constraint["to"] = relation;
            context.Inputs.Place = true;
        }
    }

    private static ManifestNode? Node(RefArgs reference, RenderContext context) =>
        context.Project.References.Node(reference, context.Project.Root, context.Package);

    private static string? RelationOf(string expression, RenderContext context)
    {
        var project = context.Project;
        var call = TemplateCall.FindAll($"{{{{ {expression} }}}}", JinjaOptions.Run).FirstOrDefault(found => found is { Target: null, Name: "ref" or "source" });
        var texts = call?.Arguments.Where(argument => argument.Name is null).Select(argument => argument.Constant).ToList();
        return (call?.Name, texts) switch
        {
            ("source", [{ } source, { } table]) when project.References.Source(source, table, project.Root, context.Package) is { } found =>
                project.Adapter.Relation(found, project.Projects).Render(),
            ("ref", [.., { } name]) when Node(new RefArgs(name, texts.Count == 2 ? texts[0] : null, BuiltInTests.Version(call!)), context) is { } found =>
                project.Adapter.Relation(found, project.Projects).Render(),
            (null, _) => null,
            _ => throw new TemplateException($"'{context.Node!.UniqueId}' has a foreign key to {expression}, which was not found"),
        };
    }
}

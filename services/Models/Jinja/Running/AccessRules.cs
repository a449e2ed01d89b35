using ControlPlane.Models.Jinja.Context;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja.Running;

/// <summary>Who may refer to a private model: those of its group.</summary>
internal static class AccessRules
{
    public static void Check(RenderContext context, ManifestNode target)
    {
        if (context.Node is not { ResourceType: not ResourceType.SqlOperation } node || target.ResourceType != ResourceType.Model || target.Access != "private")
            return;
        if (node.Group is null || node.Group != target.Group)
        {
            throw new TemplateException(
                $"Node {node.UniqueId} attempted to reference node {target.UniqueId}, which is not allowed because the referenced node is private to the '{target.Group}' group.");
        }
    }
}

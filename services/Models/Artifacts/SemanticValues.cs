using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Artifacts;

/// <summary>Metrics, semantic models and saved queries.</summary>
internal static class SemanticValues
{
    public static Dictionary<string, object?> Of(SemanticNode node)
    {
        var values = NodeValues.Head(node);
        foreach (var (key, value) in node.Fields) values[key] = value;
        values["description"] = node.Description.Length == 0 && node.ResourceType != ResourceType.Metric ? null : node.Description;
        values["config"] = NodeValues.Copy(node.Config.Values);
        values["unrendered_config"] = NodeValues.Copy(node.UnrenderedConfig);
        values["depends_on"] = NodeValues.Of(node.DependsOn);
        values["refs"] = NodeValues.Of(node.Refs);
        values["group"] = node.Group;
        values["created_at"] = node.CreatedAt;
        if (node.ResourceType == ResourceType.SemanticModel) return values;
        values["tags"] = NodeValues.Texts(node.Tags);
        if (node.ResourceType == ResourceType.SavedQuery) return values;
        values["meta"] = NodeValues.Copy(node.Meta);
        values["sources"] = new List<object?>();
        values["metrics"] = new List<object?>();
        return values;
    }
}

using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Artifacts;

internal static class ExposureValues
{
    public static Dictionary<string, object?> Of(Exposure exposure)
    {
        var values = NodeValues.Head(exposure);
        values["type"] = exposure.Type;
        values["owner"] = exposure.Owner;
        values["description"] = exposure.Description;
        values["label"] = exposure.Label;
        values["maturity"] = exposure.Maturity;
        values["meta"] = NodeValues.Copy(exposure.Meta);
        values["tags"] = NodeValues.Texts(exposure.Tags);
        values["config"] = NodeValues.Copy(exposure.Config.Values);
        values["unrendered_config"] = NodeValues.Copy(exposure.UnrenderedConfig);
        values["url"] = exposure.Url;
        values["depends_on"] = NodeValues.Of(exposure.DependsOn);
        values["refs"] = NodeValues.Of(exposure.Refs);
        values["sources"] = NodeValues.Of(exposure.Sources);
        values["metrics"] = NodeValues.Of(exposure.Metrics);
        values["created_at"] = exposure.CreatedAt;
        return values;
    }
}

using System.Text.Json.Nodes;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Specification;

/// <summary>Changes a config in place.</summary>
internal interface IConfigTransformation
{
    void Apply(JsonObject config);
}

internal static class ConfigTransformations
{
    public static ComponentKinds<IConfigTransformation> Kinds { get; } = new()
    {
        ["ConfigRemapField"] = ConfigRemapField.Compile,
        ["ConfigAddFields"] = ConfigAddFields.Compile,
        ["ConfigRemoveFields"] = ConfigRemoveFields.Compile,
    };
}

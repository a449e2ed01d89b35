using System.Text.Json.Nodes;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Specification;

/// <summary>A rule of the manifest that a config must keep beside its schema.</summary>
internal interface IConfigValidator
{
    /// <exception cref="ConnectorException">The config breaks the rule.</exception>
    void Validate(JsonObject config);
}

internal static class ConfigValidators
{
    public static ComponentKinds<IConfigValidator> Kinds { get; } = new()
    {
        ["DpathValidator"] = DpathValidator.Compile,
        ["PredicateValidator"] = PredicateValidator.Compile,
    };
}

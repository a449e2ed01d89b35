using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Specification;

/// <summary>What a connector wants to be told before it can read, as the manifest declares it.</summary>
/// <param name="ConnectionSpecification">The JSON schema of the config.</param>
/// <param name="AdvancedAuth">How a user may grant access by OAuth instead of typing credentials; null when there is no such way.</param>
public sealed record ConnectorSpecification(JsonObject ConnectionSpecification, string? DocumentationUrl, JsonObject? AdvancedAuth)
{
    /// <summary>The specification in Airbyte's protocol.</summary>
    public JsonObject ToJson()
    {
        var spec = new JsonObject();
        if (DocumentationUrl is { Length: > 0 }) spec["documentationUrl"] = DocumentationUrl;
        spec["connectionSpecification"] = ConnectionSpecification.DeepClone();
        if (AdvancedAuth is not null) spec["advanced_auth"] = AdvancedAuth.DeepClone();
        return spec;
    }
}

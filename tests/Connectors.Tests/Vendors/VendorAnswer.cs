using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Tests.Vendors;

/// <summary>What a vendor's server answers.</summary>
internal sealed record VendorAnswer(int Status, string Body, string ContentType = "application/json")
{
    public Dictionary<string, string> Headers { get; init; } = [];

    public static VendorAnswer Ok(JsonNode body) => new(200, body.ToJsonString());

    public static VendorAnswer Of(int status, JsonNode body) => new(status, body.ToJsonString());

    public VendorAnswer With(string header, string value)
    {
        Headers[header] = value;
        return this;
    }
}

/// <summary>The vendor refuses the request, with its own error body.</summary>
internal sealed class RefusedException(VendorAnswer answer) : Exception(answer.Body)
{
    public VendorAnswer Answer => answer;
}

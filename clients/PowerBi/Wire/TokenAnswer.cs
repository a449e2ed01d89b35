using System.Text.Json.Serialization;

namespace ControlPlane.Clients.PowerBi.Wire;

/// <summary>The login's answer: a token, or what was wrong.</summary>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    string? Error,
    [property: JsonPropertyName("error_description")] string? ErrorDescription);

using System.Text.Json;
using System.Text.Json.Serialization;

namespace ControlPlane.Clients.DbtArtifacts.Wire;

internal static class WireJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals,
        MaxDepth = ArtifactStream.WireDepth,
    };
}

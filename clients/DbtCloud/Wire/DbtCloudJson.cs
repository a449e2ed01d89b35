using System.Text.Json;
using System.Text.Json.Serialization;

namespace ControlPlane.Clients.DbtCloud.Wire;

internal static class DbtCloudJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };
}

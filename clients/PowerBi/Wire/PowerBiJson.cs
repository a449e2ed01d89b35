using System.Text.Json;
using System.Text.Json.Serialization;

namespace ControlPlane.Clients.PowerBi.Wire;

internal static class PowerBiJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace ControlPlane.Clients.Dagster.Wire;

internal static class DagsterJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}

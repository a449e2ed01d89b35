using System.Text.Json;
using System.Text.Json.Serialization;

namespace ControlPlane.Clients.PowerBi;

/// <summary>What set a refresh off: the documented values and whatever else the service says.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct RefreshType(string Value)
{
    public static readonly RefreshType Scheduled = new("Scheduled");
    public static readonly RefreshType OnDemand = new("OnDemand");
    public static readonly RefreshType ViaApi = new("ViaApi");
    public static readonly RefreshType ViaXmlaEndpoint = new("ViaXmlaEndpoint");

    /// <summary>The only type that can be read by id and cancelled.</summary>
    public static readonly RefreshType ViaEnhancedApi = new("ViaEnhancedApi");

    public static readonly RefreshType OnDemandTraining = new("OnDemandTraining");

    public override string ToString() => Value;

    private sealed class Converter : JsonConverter<RefreshType>
    {
        public override RefreshType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, RefreshType value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace ControlPlane.Clients.PowerBi;

/// <summary>Status of a refresh: the documented values and whatever else the service says.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct RefreshStatus(string Value)
{
    /// <summary>Running, or not to be determined; running while there is no end time.</summary>
    public static readonly RefreshStatus Unknown = new("Unknown");

    public static readonly RefreshStatus NotStarted = new("NotStarted");
    public static readonly RefreshStatus InProgress = new("InProgress");
    public static readonly RefreshStatus Completed = new("Completed");
    public static readonly RefreshStatus Failed = new("Failed");
    public static readonly RefreshStatus TimedOut = new("TimedOut");
    public static readonly RefreshStatus Disabled = new("Disabled");
    public static readonly RefreshStatus Cancelled = new("Cancelled");

    /// <summary>False for a value that this client has no name for.</summary>
    public bool IsKnown => this == Unknown || this == NotStarted || this == InProgress || IsTerminal;

    /// <summary>The refresh is over, well or not.</summary>
    public bool IsTerminal => this == Completed || this == Failed || this == TimedOut || this == Disabled || this == Cancelled;

    public override string ToString() => Value;

    private sealed class Converter : JsonConverter<RefreshStatus>
    {
        public override RefreshStatus Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString() ?? Unknown.Value);

        public override void Write(Utf8JsonWriter writer, RefreshStatus value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}

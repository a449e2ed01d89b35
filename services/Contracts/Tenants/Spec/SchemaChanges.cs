using System.Text.Json.Serialization;

namespace ControlPlane.Contracts.Tenants.Spec;

/// <summary>What happens when records have a field that is new, or of another type than before.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SchemaChanges>))]
public enum SchemaChanges
{
    /// <summary>A new field becomes a column, another type a variant of its column.</summary>
    [JsonStringEnumMemberName("evolve")]
    Evolve,

    /// <summary>The batch is refused.</summary>
    [JsonStringEnumMemberName("freeze")]
    Freeze,

    /// <summary>The record goes to quarantine.</summary>
    [JsonStringEnumMemberName("discard_row")]
    DiscardRow,

    /// <summary>The record is loaded without the value; the raw layer keeps it.</summary>
    [JsonStringEnumMemberName("discard_value")]
    DiscardValue,
}

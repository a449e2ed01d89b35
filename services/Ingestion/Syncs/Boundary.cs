using System.Text.Json;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>The greatest cursor value of a stream's records so far, and what the records that had it were.</summary>
/// <param name="Value">As it stands in the record, without quotes.</param>
/// <param name="Records">Base64 of 128 bits of the SHA-256 of each.</param>
internal sealed record Boundary(string Value, bool IsNumber, HashSet<string> Records)
{
    /// <summary>Of more records at one value the rest is not remembered: they are loaded again, and the view of newest records removes them.</summary>
    public const int MostRecords = 10_000;

    public static Boundary? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<Boundary>(json, JsonSerializerOptions.Web);

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}

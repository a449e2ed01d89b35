using System.Text.Json;

namespace ControlPlane.Ingestion.Syncs;

/// <summary>The records that were landed and that the next sync is given again, by partition.</summary>
internal sealed class Boundary(IReadOnlyDictionary<string, IReadOnlyCollection<LandedRecord>> partitions)
{
    /// <summary>
    /// Of more records the latest of each partition are remembered. The others are landed once more by each sync that is given them
    /// again: appended rows come at least once, and the view of newest records removes them.
    /// </summary>
    public const int MostRecords = 50_000;

    public IReadOnlyDictionary<string, IReadOnlyCollection<LandedRecord>> Partitions => partitions;

    /// <summary>Null also for what an earlier version has written: its records come once more.</summary>
    public static Boundary? Parse(string? json)
    {
        if (json is null || JsonSerializer.Deserialize<Stored>(json, JsonSerializerOptions.Web)?.Partitions is not { } stored) return null;
        return new(stored.ToDictionary(one => one.Key, one => Read(one.Value), StringComparer.Ordinal));
    }

    public string ToJson() => JsonSerializer.Serialize(new Stored(partitions.ToDictionary(one => one.Key, one => Write(one.Value))), JsonSerializerOptions.Web);

    private static IReadOnlyCollection<LandedRecord> Read(byte[] bytes) => [.. bytes.Chunk(LandedRecord.Size).Select(one => LandedRecord.Read(one))];

    private static byte[] Write(IReadOnlyCollection<LandedRecord> records)
    {
        var bytes = new byte[records.Count * LandedRecord.Size];
        var at = 0;
        foreach (var record in records) record.Write(bytes.AsSpan(LandedRecord.Size * at++));
        return bytes;
    }

    private sealed record Stored(Dictionary<string, byte[]>? Partitions);
}

namespace ControlPlane.ServiceDefaults.Telemetry.Prometheus;

/// <summary>The tags of a measurement in the order in which they came.</summary>
internal readonly record struct TagSet(KeyValuePair<string, object?>[] Tags);

/// <summary>Finds a tag set by the span that a measurement brings, so that a known series costs no allocation.</summary>
internal sealed class TagSetComparer : IEqualityComparer<TagSet>, IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, TagSet>
{
    public static TagSetComparer Instance { get; } = new();

    public TagSet Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) => new(alternate.ToArray());

    public bool Equals(TagSet x, TagSet y) => Equals((ReadOnlySpan<KeyValuePair<string, object?>>)x.Tags, y);

    public int GetHashCode(TagSet obj) => GetHashCode((ReadOnlySpan<KeyValuePair<string, object?>>)obj.Tags);

    public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, TagSet other)
    {
        if (alternate.Length != other.Tags.Length) return false;
        for (var at = 0; at < alternate.Length; at++)
        {
            if (alternate[at].Key != other.Tags[at].Key || !Equals(alternate[at].Value, other.Tags[at].Value)) return false;
        }
        return true;
    }

    public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
    {
        var hash = new HashCode();
        foreach (var (key, value) in alternate)
        {
            hash.Add(key);
            hash.Add(value);
        }
        return hash.ToHashCode();
    }
}

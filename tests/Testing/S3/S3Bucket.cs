using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace ControlPlane.Testing.S3;

/// <summary>What a bucket of the server holds.</summary>
public sealed class S3Bucket
{
    public object Gate { get; } = new();

    /// <summary>The configuration documents by their sub-resource: <c>versioning</c>, <c>lifecycle</c> and so on.</summary>
    public ConcurrentDictionary<string, string> Settings { get; } = new();

    /// <summary>By key; the newest version last.</summary>
    public SortedDictionary<string, List<S3Version>> Objects { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, S3Multipart> Uploads { get; } = [];

    public bool Versioned => Settings.TryGetValue("versioning", out var text) && text.Contains("Enabled", StringComparison.Ordinal);

    public S3Version? Find(string key) => Objects.TryGetValue(key, out var versions) && versions[^1] is { Deleted: false } newest ? newest : null;

    public void Put(string key, S3Version version)
    {
        if (!Objects.TryGetValue(key, out var versions)) Objects[key] = versions = [];
        if (!Versioned) versions.RemoveAll(one => one.Id == "null");
        versions.Add(version with { Id = Versioned ? Guid.NewGuid().ToString("N") : "null" });
    }
}

/// <param name="Encryption">The KMS key it was put with; null: none was named.</param>
/// <param name="ETag">Under KMS it says nothing about the content, as with Amazon's.</param>
/// <param name="Checksum">SHA-256 as base64; of an object in parts that of theirs, and their number.</param>
public sealed record S3Version(byte[] Content, string ETag, string Checksum, string? Encryption, bool Deleted = false, string Id = "null")
{
#pragma warning disable CA5351 // S3 defines its ETag by MD5.
    public static S3Version Of(byte[] content, string? encryption) => new(
        content, $"\"{(encryption is null ? Convert.ToHexStringLower(MD5.HashData(content)) : $"{Guid.NewGuid():N}")}\"", Convert.ToBase64String(SHA256.HashData(content)), encryption);
#pragma warning restore CA5351

    public static S3Version OfParts(IReadOnlyCollection<S3Version> parts, string? encryption)
    {
        var digests = parts.SelectMany(part => Convert.FromBase64String(part.Checksum)).ToArray();
        return new([.. parts.SelectMany(part => part.Content)], $"\"{Guid.NewGuid():N}-{parts.Count}\"", $"{Convert.ToBase64String(SHA256.HashData(digests))}-{parts.Count}", encryption);
    }
}

public sealed record S3Multipart(string Key, string? Encryption)
{
    public SortedDictionary<int, S3Version> Parts { get; } = [];
}

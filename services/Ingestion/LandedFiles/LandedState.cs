using System.Text.Json.Nodes;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>One file as it was when it was taken, or when it was found to be broken.</summary>
/// <param name="Sha256">Of its bytes; null of a broken one.</param>
/// <param name="Broken">Why nothing of it was taken.</param>
internal sealed record KnownFile(long Size, long ModifiedMs, string? ETag, string? Sha256, string? Broken = null)
{
    public static KnownFile Taken(ListedFile file, string sha256) => new(file.Size, file.ModifiedMs, file.ETag, sha256);

    public static KnownFile LeftOut(ListedFile file, string why) => new(file.Size, file.ModifiedMs, file.ETag, null, why);

    /// <summary>Whether the file was left as it was, by all that can be seen without reading it.</summary>
    public bool Is(ListedFile file) => Size == file.Size && (ETag is null || file.ETag is null ? ModifiedMs == file.ModifiedMs : ETag == file.ETag);
}

/// <summary>
/// Which files have been taken, by path relative to the folder. Only files that are still there are remembered, so the state is never
/// larger than the folder; a file that is removed and comes back later counts as new.
/// </summary>
internal sealed class LandedState
{
    private const string Key = "taken";

    public Dictionary<string, KnownFile> Files { get; } = new(StringComparer.Ordinal);

    public static LandedState Read(JsonObject? state)
    {
        var result = new LandedState();
        foreach (var (path, entry) in state?[Key] as JsonObject ?? [])
        {
            if (entry is JsonObject file)
                result.Files[path] = new((long)file["size"]!, (long)file["modified_ms"]!, (string?)file["etag"], (string?)file["sha256"], (string?)file["broken"]);
        }

        return result;
    }

    public JsonObject Write()
    {
        var files = new JsonObject();
        foreach (var (path, file) in Files.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var entry = new JsonObject { ["size"] = file.Size, ["modified_ms"] = file.ModifiedMs };
            if (file.ETag is not null) entry["etag"] = file.ETag;
            if (file.Sha256 is not null) entry["sha256"] = file.Sha256;
            if (file.Broken is not null) entry["broken"] = file.Broken;
            files[path] = entry;
        }
        return new JsonObject { [Key] = files };
    }
}

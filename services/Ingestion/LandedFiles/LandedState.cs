using System.Text.Json.Nodes;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>One file as it was when it was taken.</summary>
internal sealed record TakenFile(long Size, long ModifiedMs, string Sha256);

/// <summary>
/// Which files have been taken, by path relative to the folder. Only files that are still there are remembered, so the state is never
/// larger than the folder; a file that is removed and comes back later counts as new.
/// </summary>
internal sealed class LandedState
{
    private const string Key = "taken";

    public Dictionary<string, TakenFile> Taken { get; } = new(StringComparer.Ordinal);

    public static LandedState Read(JsonObject? state)
    {
        var result = new LandedState();
        foreach (var (path, entry) in state?[Key] as JsonObject ?? [])
        {
            if (entry is JsonObject file)
                result.Taken[path] = new((long)file["size"]!, (long)file["modified_ms"]!, file["sha256"]!.ToString());
        }

        return result;
    }

    public JsonObject Write()
    {
        var files = new JsonObject();
        foreach (var (path, file) in Taken.OrderBy(t => t.Key, StringComparer.Ordinal))
            files[path] = new JsonObject { ["size"] = file.Size, ["modified_ms"] = file.ModifiedMs, ["sha256"] = file.Sha256 };
        return new JsonObject { [Key] = files };
    }
}

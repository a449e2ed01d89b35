namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>How a file's name says it is to be read.</summary>
internal sealed record FileFormat(FileFormat.Content Kind, bool IsGzip)
{
    private static readonly string[] UnfinishedEndings = [".tmp", ".part", ".partial", ".crdownload", ".filepart", "~"];

    internal enum Content
    {
        JsonLines,
        Json,
        Csv,
    }

    /// <summary>Null for a file that is none of ours, or by its name not finished.</summary>
    public static FileFormat? Of(string path)
    {
        var name = Path.GetFileName(path).ToLowerInvariant();
        if (name.StartsWith('.') || UnfinishedEndings.Any(e => name.EndsWith(e, StringComparison.Ordinal))) return null;
        var gzip = name.EndsWith(".gz", StringComparison.Ordinal);
        return Path.GetExtension(gzip ? name[..^3] : name) switch
        {
            ".jsonl" or ".ndjson" => new(Content.JsonLines, gzip),
            ".json" => new(Content.Json, gzip),
            ".csv" => new(Content.Csv, gzip),
            _ => null,
        };
    }
}

using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Adapters.DuckDb;

/// <summary>Files that models are written to: how, and where they are read from again.</summary>
internal static class ExternalFiles
{
    private static readonly HashSet<string> Texts = new(StringComparer.OrdinalIgnoreCase) { "delimiter", "quote", "escape", "null" };

    /// <summary>The options of <c>COPY</c>; the format is the file's, unless it is given.</summary>
    public static string WriteOptions(string location, IReadOnlyDictionary<string, object?> given)
    {
        var options = given.ToDictionary(pair => pair.Key, pair => PythonText.Str(pair.Value), StringComparer.Ordinal);
        if (!options.TryGetValue("format", out var format))
            options["format"] = format = Path.GetExtension(location) is { Length: > 1 } extension ? extension[1..].ToLowerInvariant() : options.ContainsKey("delimiter") ? "csv" : "parquet";
        if (format == "csv") options.TryAdd("header", "1");
        if (options.TryGetValue("partition_by", out var columns))
        {
            if (columns.Contains(',', StringComparison.Ordinal) && !columns.StartsWith('(')) options["partition_by"] = $"({columns})";
            // What is there is replaced as a whole, so that no partition of an earlier run is left among those of this one.
            if (!options.Keys.Any(key => key.StartsWith("overwrite", StringComparison.OrdinalIgnoreCase) || key.Equals("append", StringComparison.OrdinalIgnoreCase))) options["overwrite"] = "true";
        }
        return string.Join(", ", options.Select(pair => Texts.Contains(pair.Key) && !pair.Value.StartsWith('\'') ? $"{pair.Key} '{pair.Value}'" : $"{pair.Key} {pair.Value}"));
    }

    /// <summary>Of partitioned or split files, the pattern that finds them all.</summary>
    public static string ReadLocation(string location, IReadOnlyDictionary<string, object?> options)
    {
        var partitions = options.GetValueOrDefault("partition_by") is { } columns ? PythonText.Str(columns).Split(',').Length : 0;
        if (partitions == 0 && options.GetValueOrDefault("per_thread_output") is null or false) return location;
        return $"{location}/{string.Concat(Enumerable.Repeat("*/", partitions))}*.{PythonText.Str(options.GetValueOrDefault("format") ?? "parquet")}";
    }

    /// <summary>Makes the folder that a file goes to.</summary>
    public static object? Prepare(string location)
    {
        if (!location.Contains("://", StringComparison.Ordinal) && Path.GetDirectoryName(Path.GetFullPath(location)) is { } folder) Directory.CreateDirectory(folder);
        return null;
    }
}

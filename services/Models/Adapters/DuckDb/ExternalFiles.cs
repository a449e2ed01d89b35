using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Adapters.DuckDb;

/// <summary>Files that models are written to: how and where, and where they are read from again.</summary>
/// <param name="folders">Where they may be; null for anywhere.</param>
internal sealed class ExternalFiles(DuckDbSettings settings, LakeFolders? folders)
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

    public LakeFolders? Folders => folders;

    public ExternalCopies Copies { get; } = new();

    /// <summary>Readers go on reading what they have: each write is beside those before it, and those that no view reads are removed.</summary>
    public bool KeepsVersions { get; set; }

    /// <summary>Where files of a schema's models are that name no place.</summary>
    public string RootOf(string? schema) => schema is null ? settings.ExternalRoot : settings.ExternalRoots.GetValueOrDefault(schema) ?? settings.ExternalRoot;

    /// <summary>Finds the place that a location means and makes its folder.</summary>
    /// <exception cref="AdapterException">Nothing may be written there.</exception>
    public string Prepare(string location, IReadOnlyDictionary<string, object?>? options, IAdapterConnection connection)
    {
        var place = folders?.Write(location) ?? location;
        if (place.Contains("://", StringComparison.Ordinal)) return place;
        if (KeepsVersions && options is not null)
        {
            ExternalVersions.Check(options);
            place = ExternalVersions.Next(place, IsFolder(options), connection);
        }
        if (Path.GetDirectoryName(Path.GetFullPath(place)) is { } folder) Directory.CreateDirectory(folder);
        return place;
    }

    /// <summary>The place that a location means, to read from.</summary>
    /// <exception cref="AdapterException">Nothing may be read there.</exception>
    public string Find(string location) => folders?.Read(location) ?? location;

    /// <summary>The statement that writes a query's rows to what <see cref="Prepare"/> gave.</summary>
    /// <exception cref="AdapterException">Nothing may be written there.</exception>
    public string Copy(string query, string place, string options)
    {
        if (folders is not null && options.Contains("..", StringComparison.Ordinal)) throw new AdapterException("The options of an external model hold '..', which leads out of its folder: leave it out.");
        return Copies.Make(query, folders?.Write(place) ?? place, options);
    }

    private static bool IsFolder(IReadOnlyDictionary<string, object?> options) => options.ContainsKey("partition_by") || options.GetValueOrDefault("per_thread_output") is not (null or false);
}

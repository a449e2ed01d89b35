using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Adapters.DuckDb;

/// <summary>
/// Files of a model that are published as tables are: each build writes its own, and the view that readers have goes on reading those before it until the view
/// of the build takes its place. Which are read is told by the views of the database alone, kept ones among them, so that there is no other record that
/// could disagree.
/// </summary>
internal static class ExternalVersions
{
    private static readonly HashSet<string> Off = new(StringComparer.OrdinalIgnoreCase) { "false", "0", "off", "no", "none" };

    /// <summary>Where the next build of what is at the location is written: <c>gold/daily/019a….parquet</c>. Builds that no view reads any more are removed.</summary>
    public static string Next(string location, bool isFolder, IAdapterConnection connection)
    {
        var ending = isFolder ? "" : Path.GetExtension(location);
        var folder = location[..^ending.Length];
        Remove(folder, connection);
        return $"{folder}/{Guid.CreateVersion7():N}{ending}";
    }

    /// <summary>What adds to files, or leaves them, would be published without those of the runs before it.</summary>
    /// <exception cref="AdapterException">The options ask for that.</exception>
    public static void Check(IReadOnlyDictionary<string, object?> options)
    {
        foreach (var (key, value) in options)
        {
            var isOn = value is not null && !Off.Contains(PythonText.Str(value));
            var option = key.ToLowerInvariant();
            if (option is "append" or "overwrite_or_ignore" ? isOn : option == "overwrite" && !isOn)
                throw new AdapterException(
                    $"The option '{key}' cannot be {(isOn ? "used" : "off")} where models are published: each build writes files of its own, and readers would lose the rows of the builds before it. "
                    + "Keep the rows in a model with materialized='incremental' and let the external model select all of it; leave the option out.");
        }
    }

    private static void Remove(string folder, IAdapterConnection connection)
    {
        if (!Directory.Exists(folder)) return;
        var builds = Directory.EnumerateFileSystemEntries(folder).Where(path => Guid.TryParseExact(Path.GetFileNameWithoutExtension(path), "N", out _)).ToList();
        if (builds.Count == 0) return;
        var views = connection.Execute("select sql from duckdb_views() where not internal", fetch: true).Table.Rows.Select(row => row[0] as string ?? "").ToList();
        foreach (var build in builds.Where(build => !views.Exists(view => view.Contains(Path.GetFileNameWithoutExtension(build), StringComparison.Ordinal))))
        {
            if (Directory.Exists(build)) Directory.Delete(build, recursive: true);
            else File.Delete(build);
        }
    }
}

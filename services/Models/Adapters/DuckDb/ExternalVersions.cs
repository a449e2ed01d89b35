namespace ControlPlane.Models.Adapters.DuckDb;

/// <summary>
/// Files of a model that are published as tables are: each build writes its own, and the view that readers have goes on reading those before it until the view
/// of the build takes its place. Which are read is told by the views of the database alone, kept ones among them, so that there is no other record that
/// could disagree.
/// </summary>
internal static class ExternalVersions
{
    /// <summary>Where the next build of what is at the location is written: <c>gold/daily/019a….parquet</c>. Builds that no view reads any more are removed.</summary>
    public static string Next(string location, bool isFolder, IAdapterConnection connection)
    {
        var ending = isFolder ? "" : Path.GetExtension(location);
        var folder = location[..^ending.Length];
        Remove(folder, connection);
        return $"{folder}/{Guid.CreateVersion7():N}{ending}";
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

namespace ControlPlane.Models.Projects;

/// <summary>Walks folders of a project, each once however many kinds of files are sought below it.</summary>
internal sealed class FolderWalk(Project project)
{
    private readonly Dictionary<string, List<ProjectFile>> _walked = new(StringComparer.Ordinal);
    private readonly IgnoreRules? _ignored = IgnoreRules.Read(project.Folder!);

    /// <summary>The files of an ending below the paths, those of hidden and temporary names left out; none where a path does not exist.</summary>
    public List<ProjectFile> Find(IEnumerable<string> paths, string ending)
    {
        var found = new List<ProjectFile>();
        foreach (var path in paths.Select(Normal).Distinct(StringComparer.Ordinal))
            found.AddRange(All(path).Where(file => file.RelativePath.EndsWith(ending, StringComparison.OrdinalIgnoreCase)));
        return found;
    }

    private List<ProjectFile> All(string path)
    {
        if (_walked.TryGetValue(path, out var known)) return known;
        var files = new List<ProjectFile>();
        var root = new DirectoryInfo(Path.Combine(project.Folder!, path));
        if (root.Exists) Walk(root, "", path, files);
        return _walked[path] = files;
    }

    private void Walk(DirectoryInfo folder, string relative, string path, List<ProjectFile> files)
    {
        var entries = folder.GetFileSystemInfos();
        Array.Sort(entries, (left, right) => string.CompareOrdinal(left.Name, right.Name));
        foreach (var entry in entries)
        {
            var name = relative.Length == 0 ? entry.Name : $"{relative}/{entry.Name}";
            if (entry is DirectoryInfo below)
            {
                // As the reference, which does not follow links of folders.
                if (below.LinkTarget is null) Walk(below, name, path, files);
            }
            else if (entry.Name[0] is not ('.' or '#' or '~') && _ignored?.Ignores(path.Length == 0 ? name : $"{path}/{name}") is not true)
            {
                files.Add(new ProjectFile(project, path, name, entry.FullName));
            }
        }
    }

    private static string Normal(string path)
    {
        var normal = path.Replace('\\', '/').TrimEnd('/');
        while (normal.StartsWith("./", StringComparison.Ordinal)) normal = normal[2..];
        return normal == "." ? "" : normal;
    }
}

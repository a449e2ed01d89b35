using System.Collections.Concurrent;

namespace ControlPlane.Transformation.Projects;

/// <summary>Projects by what their files hold: parsed once for however many tenants, folders and runs.</summary>
public sealed class ProjectLoader
{
    private const int Capacity = 64;

    private readonly ConcurrentDictionary<string, Project> _parsed = new(StringComparer.Ordinal);

    /// <exception cref="ProjectInvalidException">With everything that is wrong.</exception>
    public Project Load(string folder)
    {
        var files = ProjectFiles.Read(Path.GetFullPath(folder));
        if (_parsed.TryGetValue(files.Hash, out var project)) return project;
        // Old versions of blueprints go when there are many; what is still used is simply parsed again.
        if (_parsed.Count >= Capacity) _parsed.Clear();
        return _parsed[files.Hash] = ProjectReader.Read(files);
    }
}

using System.Collections.Concurrent;

namespace ControlPlane.Models.Projects;

/// <summary>
/// What <c>var</c> sees in each package: the command line's before the root project's section for the package, the root project's, the package's own
/// section, the package's.
/// </summary>
public sealed class ProjectVars(ProjectSet projects, Invocation invocation)
{
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, object?>> _byPackage = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, object?> Of(string package) => _byPackage.GetOrAdd(package, Merge);

    private Dictionary<string, object?> Merge(string package)
    {
        var merged = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var project in projects.All.Where(project => project.Name == package).Append(projects.Root))
        {
            Add(project.Vars);
            if (project.Vars.GetValueOrDefault(package) is IReadOnlyDictionary<string, object?> section) Add(section);
        }
        Add(invocation.Vars);
        return merged;

        void Add(IReadOnlyDictionary<string, object?> vars)
        {
            foreach (var (name, value) in vars) merged[name] = value;
        }
    }
}

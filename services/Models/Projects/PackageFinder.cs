using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja;

namespace ControlPlane.Models.Projects;

/// <summary>
/// The packages that a project uses: those installed in its packages folder, and those that packages.yml (its own or a package's) names by a local path.
/// </summary>
internal sealed class PackageFinder(ProjectReader reader, ConfigRendering rendering, ProjectErrors errors, YamlScope rootScope)
{
    private readonly Dictionary<string, Project> _found = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly List<DeclaredPackage> _remote = [];

    public IReadOnlyList<Project> Find(Project root, YamlScope scope)
    {
        _found[root.Name] = root;
        _folders.Add(Real(root.Folder!));
        var installed = Installed(root);
        foreach (var folder in installed) Add(folder, $"{root.PackagesPath}/{Path.GetFileName(folder)}/", scope, null);
        Follow(root, "", rootScope, scope, root);
        foreach (var package in _found.Values.Skip(1).ToList()) Follow(package, Place(root, package.Folder!), scope, scope, root);
        CheckInstalled(root);
        return [.. _found.Values.Skip(1)];
    }

    private static List<string> Installed(Project root)
    {
        var folder = Path.Combine(root.Folder!, root.PackagesPath);
        return !Directory.Exists(folder) ? []
            : [.. Directory.EnumerateDirectories(folder).Where(each => !Path.GetFileName(each).StartsWith("__", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Local packages are read where they lie; of others it is checked that they are installed.</summary>
    private void Follow(Project project, string place, YamlScope own, YamlScope scope, Project root)
    {
        foreach (var declared in PackagesFile.Read(project.Folder!, place, own, rendering, errors))
        {
            if (declared.Kind == "local") FollowLocal(project, declared, scope, root);
            else _remote.Add(declared);
        }
    }

    private void FollowLocal(Project project, DeclaredPackage declared, YamlScope scope, Project root)
    {
        var folder = Path.GetFullPath(Path.Combine(project.Folder!, declared.Address));
        if (!File.Exists(Path.Combine(folder, ProjectSource.FileName)))
        {
            // What an installed package names was installed from where the package came from.
            if (project == root && !IsInstalled(declared))
                errors.Add(declared.File, declared.Line, $"There is no package in '{declared.Address}'.", "Correct the path, which is relative to this file's folder and must hold a dbt_project.yml.");
            return;
        }
        if (Add(folder, Place(root, folder), scope, declared) is { } added) Follow(added, Place(root, folder), scope, scope, root);
    }

    private Project? Add(string folder, string place, YamlScope scope, DeclaredPackage? declared)
    {
        if (!_folders.Add(Real(folder))) return null;
        if (ProjectSource.Read(folder, place, errors) is not { } raw || reader.Read(folder, place, raw, scope) is not { } package) return null;
        if (_found.TryAdd(package.Name, package)) return package;

        // A copy of a local package that was installed before goes first, as only that is what the reference reads.
        if (declared is null || _found[package.Name].Folder == folder) Duplicate(package, place);
        return null;
    }

    private void Duplicate(Project package, string place) => errors.Add(place + ProjectSource.FileName, 0,
        $"dbt found more than one package with the name \"{package.Name}\" included in this project. Package names must be unique in a project.", "Rename one of these packages.");

    private bool IsInstalled(DeclaredPackage declared) => _found.Values.Skip(1).Any(package => Fits(package, declared));

    /// <summary>A package's name may be another than its address says: <c>dbt-labs/codegen</c>, <c>https://github.com/dbt-labs/dbt-codegen.git</c>.</summary>
    private static bool Fits(Project package, DeclaredPackage declared)
    {
        var name = Plain(declared.Name);
        return Plain(package.Name) == name || Plain(Path.GetFileName(package.Folder!)) == name;

        static string Plain(string text)
        {
            var plain = text.Replace('-', '_');
            return plain.StartsWith("dbt_", StringComparison.Ordinal) ? plain[4..] : plain;
        }
    }

    /// <summary>As long as there are packages that nobody declared by name, one that is not found by its name may be among them.</summary>
    private void CheckInstalled(Project root)
    {
        var missing = _remote.Where(declared => !IsInstalled(declared)).DistinctBy(declared => declared.Address).ToList();
        var spare = _found.Values.Skip(1).Count(package => !_remote.Exists(declared => Fits(package, declared)));
        if (missing.Count <= spare) return;
        foreach (var declared in missing)
        {
            errors.Add(declared.File, declared.Line, $"The package '{declared.Address}' is not installed in '{root.PackagesPath}'.",
                $"Install the project's packages ('dbt deps'), or put the package's folder into '{root.PackagesPath}'.");
        }
    }

    private static string Place(Project root, string folder) => Path.GetRelativePath(root.Folder!, folder).Replace('\\', '/') + "/";

    /// <summary>Where links lead to, so that a package that is linked and named by its path counts once.</summary>
    private static string Real(string folder)
    {
        var info = new DirectoryInfo(folder.TrimEnd(Path.DirectorySeparatorChar));
        return info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? info.FullName;
    }
}

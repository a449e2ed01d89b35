using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Projects.Yaml;

namespace ControlPlane.Models.Projects;

/// <param name="Kind"><c>local</c>, <c>package</c> (of the hub), <c>git</c>, <c>private</c> or <c>tarball</c>.</param>
/// <param name="Address">What stands beside the kind: a path, <c>owner/name</c>, an address.</param>
/// <param name="Name">What the package is probably named: the last part of its address.</param>
internal sealed record DeclaredPackage(string Kind, string Address, string Name, string File, int Line);

/// <summary>packages.yml, or the <c>packages:</c> of dependencies.yml.</summary>
internal static class PackagesFile
{
    private static readonly string[] Kinds = ["local", "package", "git", "private", "tarball"];

    /// <param name="place">What goes before file names in errors.</param>
    public static IReadOnlyList<DeclaredPackage> Read(string folder, string place, YamlScope scope, ConfigRendering rendering, ProjectErrors errors)
    {
        var packages = ReadFile(folder, place, "packages.yml", errors);
        var dependencies = ReadFile(folder, place, "dependencies.yml", errors);
        if (packages?.ContainsKey("packages") is true && dependencies?.ContainsKey("packages") is true)
            errors.Add($"{place}packages.yml", packages.LineOf("packages"),
                "The 'packages' key cannot be specified in both packages.yml and dependencies.yml.", "Keep it in one of them.");
        if (packages?.ContainsKey("projects") is true)
            errors.Add($"{place}packages.yml", packages.LineOf("projects"), "The 'projects' key cannot be specified in packages.yml.", "Move it to dependencies.yml.");
        return dependencies?.ContainsKey("packages") is true
            ? Entries(dependencies, $"{place}dependencies.yml", value => value, errors)
            : packages is null ? []
            : Entries(packages, $"{place}packages.yml", value => rendering.Render(value, scope, $"{place}packages.yml", packages.Line), errors);
    }

    private static YamlMap? ReadFile(string folder, string place, string name, ProjectErrors errors) =>
        Path.Combine(folder, name) is var file && File.Exists(file) ? YamlFile.ReadMap(place + name, File.ReadAllText(file), errors) : null;

    private static List<DeclaredPackage> Entries(YamlMap root, string file, Func<object?, object?> render, ProjectErrors errors)
    {
        var found = new List<DeclaredPackage>();
        if (root.GetValueOrDefault("packages") is not List<object?> list)
        {
            if (root.GetValueOrDefault("packages") is not null) errors.Add(file, root.LineOf("packages"), "'packages' is not a list.", "Write each package as an item: '- package: owner/name'.");
            return found;
        }
        foreach (var entry in list)
        {
            if (entry is YamlMap map && Array.Find(Kinds, map.ContainsKey) is { } kind && render(map[kind]) is string { Length: > 0 } address)
                found.Add(new DeclaredPackage(kind, address, map.GetValueOrDefault("name") as string ?? LastPart(address), file, map.Line));
            else
                errors.Add(file, (entry as YamlMap)?.Line ?? root.LineOf("packages"), "An entry is not a package.", "Give it one of 'package', 'local', 'git', 'tarball' with a value.");
        }
        return found;
    }

    private static string LastPart(string address)
    {
        var name = address.TrimEnd('/').Split('/', ':')[^1];
        return name.EndsWith(".git", StringComparison.Ordinal) ? name[..^4] : name;
    }
}

using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing;
using ControlPlane.Models.Projects.Yaml;

namespace ControlPlane.Models.Quality.Declarations;

/// <summary>Where a check is written. Nodes hold plain values, so the property file is read again, which only an error asks for.</summary>
internal sealed class WrittenChecks(Manifest manifest)
{
    private readonly Dictionary<string, YamlMap?> _files = new(StringComparer.Ordinal);

    /// <param name="index">Of the check in the node's list.</param>
    /// <param name="key">Of the check; null for its first line.</param>
    /// <returns>The file relative to the root project's folder; line 0 where the check comes from elsewhere, as from dbt_project.yml.</returns>
    public (string File, int Line) Place(GraphNode node, int index, string? key)
    {
        var (package, path) = Source(node);
        var project = manifest.Projects.Find(package);
        var shown = ParseState.Place(manifest.Projects.Root, project, path);
        if (project.Folder is null || Entry(Read(Path.Combine(project.Folder, path), shown), node) is not { } entry) return (shown, 0);
        var lists = new[] { Child(Child(entry, "config"), "meta"), Child(entry, "meta") }.Select(meta => meta?.GetValueOrDefault("quality")).OfType<List<object?>>();
        var check = lists.FirstOrDefault()?.ElementAtOrDefault(index) as YamlMap;
        return (shown, check is null ? entry.Line : key is null ? check.Line : check.LineOf(key));
    }

    /// <summary>Relative to the root project's folder.</summary>
    public string File(GraphNode node) => ParseState.Place(manifest.Projects.Root, manifest.Projects.Find(node.PackageName), node.OriginalFilePath);

    private static (string Package, string Path) Source(GraphNode node)
    {
        var patch = (node as ManifestNode)?.PatchPath?.Split("://", 2);
        return patch is [var package, var path] ? (package, path) : (node.PackageName, node.OriginalFilePath);
    }

    private YamlMap? Read(string file, string shown)
    {
        if (!_files.TryGetValue(file, out var map))
            _files[file] = map = Path.GetExtension(file) is ".yml" or ".yaml" && System.IO.File.Exists(file) ? YamlFile.ReadMap(shown, System.IO.File.ReadAllText(file), new ProjectErrors()) : null;
        return map;
    }

    private static YamlMap? Entry(YamlMap? file, GraphNode node) => node is SourceDefinition source
        ? Named(Named(file, "sources", source.SourceName), "tables", source.Name)
        : Named(file, $"{node.ResourceType.Name()}s", node.Name);

    private static YamlMap? Named(YamlMap? map, string section, string name) =>
        (map?.GetValueOrDefault(section) as List<object?>)?.OfType<YamlMap>().FirstOrDefault(entry => entry.GetValueOrDefault("name") is string own && own == name);

    private static YamlMap? Child(YamlMap? map, string key) => map?.GetValueOrDefault(key) as YamlMap;
}

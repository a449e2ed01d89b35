using System.Collections.Concurrent;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Parsing.Configs;

/// <summary>
/// Builds configurations: defaults, then the tree of the package's dbt_project.yml from its top to the resource, then its properties, then its own
/// config(...), then the root project's tree where the package is another. Safe for several threads.
/// </summary>
public sealed class ConfigInheritance(ProjectSet projects)
{
    private const string Enabled = "enabled";

    private static readonly Dictionary<string, object?> None = new(StringComparer.Ordinal);

    private readonly Dictionary<string, Project> _projects = projects.All.ToDictionary(project => project.Name, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Place, Inherited> _byFolder = new();

    /// <param name="fqn">Package, folders, name.</param>
    /// <param name="configCall">What the file says of itself.</param>
    /// <param name="patchConfig">What its properties say.</param>
    /// <returns>The configuration, and what was written for it, templates of dbt_project.yml not rendered.</returns>
    public (NodeConfig Config, Dictionary<string, object?> Unrendered) Build(
        string package, ResourceType type, IReadOnlyList<string> fqn, IReadOnlyDictionary<string, object?> configCall, IReadOnlyDictionary<string, object?>? patchConfig)
    {
        var fields = ConfigFields.Of(type);
        var inherited = Inherit(package, type, fqn);
        var values = new Dictionary<string, object?>(inherited.Values.Count + configCall.Count, StringComparer.Ordinal);
        foreach (var (key, value) in inherited.Values) values[key] = ConfigValues.Copy(value);
        ConfigValues.Update(values, fields, patchConfig ?? None);
        ConfigValues.Update(values, fields, configCall);
        foreach (var level in inherited.Root) ConfigValues.Update(values, fields, level);
        var overrides = Overrides(type, fqn);
        ConfigValues.Update(values, fields, overrides);
        var config = new NodeConfig(values);
        ConfigShapes.Apply(type, config, inherited.Values);

        var unrendered = new Dictionary<string, object?>(inherited.Unrendered, StringComparer.Ordinal);
        foreach (var (key, value) in patchConfig ?? None) unrendered[ConfigValues.Alias(key)] = value;
        foreach (var (key, value) in configCall) unrendered[ConfigValues.Alias(key)] = value;
        foreach (var (key, value) in inherited.RootUnrendered) unrendered[key] = value;
        foreach (var (key, value) in overrides) unrendered[ConfigValues.Alias(key)] = value;
        return (config, unrendered);
    }

    /// <summary>What a resource is configured to be before its file and its properties are looked at; shared with others of its folder.</summary>
    public NodeConfig Declared(string package, ResourceType type, IReadOnlyList<string> fqn)
    {
        if (projects.Overrides.Count > 0) return Build(package, type, fqn, None, null).Config;
        var inherited = Inherit(package, type, fqn);
        return inherited.Declared ??= Build(package, type, fqn, None, null).Config;
    }

    /// <summary>What is said for one tenant alone: of a source, whether there is one, since all else may be part of where it is read from.</summary>
    private IReadOnlyDictionary<string, object?> Overrides(ResourceType type, IReadOnlyList<string> fqn)
    {
        if (projects.Overrides.Count == 0) return None;
        for (var first = 0; first < fqn.Count; first++)
        {
            if (!projects.Overrides.TryGetValue(string.Join('.', fqn.Skip(first)), out var found)) continue;
            return type == ResourceType.Source ? found.Where(pair => pair.Key == Enabled).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal) : found;
        }
        return None;
    }

    /// <summary>What the project says of everything in a folder is worked out once, unless a level names the resource itself.</summary>
    private Inherited Inherit(string package, ResourceType type, IReadOnlyList<string> fqn)
    {
        var folder = string.Join('/', fqn.Take(fqn.Count - 1));
        var place = new Place(package, type.Name(), folder);
        if (!_byFolder.TryGetValue(place, out var inherited)) inherited = _byFolder.GetOrAdd(place, Work(package, type, [.. fqn.Take(fqn.Count - 1)]));
        return inherited.Names.Contains(fqn[^1]) ? _byFolder.GetOrAdd(place with { Folder = $"{folder}/{fqn[^1]}/" }, _ => Work(package, type, fqn)) : inherited;
    }

    private Inherited Work(string package, ResourceType type, IReadOnlyList<string> fqn)
    {
        var fields = ConfigFields.Of(type);
        var section = ConfigFields.Section(type);
        var own = _projects[package];
        var values = fields.Defaults();
        var unrendered = new Dictionary<string, object?>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var level in Levels(own.Configs, section, fqn, names)) ConfigValues.Update(values, fields, level);
        foreach (var level in Levels(own.UnrenderedConfigs, section, fqn, names)) Put(unrendered, level);

        var rootUnrendered = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (package == projects.Root.Name) return new Inherited(values, unrendered, [], rootUnrendered, names);
        var root = Levels(projects.Root.Configs, section, fqn, names).ToList();
        foreach (var level in Levels(projects.Root.UnrenderedConfigs, section, fqn, names)) Put(rootUnrendered, level);
        return new Inherited(values, unrendered, root, rootUnrendered, names);
    }

    private static void Put(Dictionary<string, object?> target, Dictionary<string, object?> level)
    {
        foreach (var (key, value) in level) target[ConfigValues.Alias(key)] = value;
    }

    /// <summary>The configurations of each level that the name passes, from the top; folders in a level are not among them.</summary>
    private static IEnumerable<Dictionary<string, object?>> Levels(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> trees, string section, IReadOnlyList<string> fqn, HashSet<string> below)
    {
        if (!trees.TryGetValue(section, out var tree)) yield break;
        for (var depth = 0; ; depth++)
        {
            var level = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var (key, value) in tree)
            {
                if (key.StartsWith('+')) level[key[1..].Trim()] = value;
                else if (value is not IReadOnlyDictionary<string, object?>) level[key] = value;
                else if (depth == fqn.Count) below.Add(key);
            }
            yield return level;
            if (depth == fqn.Count || !tree.TryGetValue(fqn[depth], out var next) || next is not IReadOnlyDictionary<string, object?> deeper) yield break;
            tree = deeper;
        }
    }

    private sealed record Place(string Package, string Type, string Folder);

    /// <param name="Names">Folders and resources that have a level of their own below this one.</param>
    private sealed record Inherited(
        Dictionary<string, object?> Values, Dictionary<string, object?> Unrendered, List<Dictionary<string, object?>> Root, Dictionary<string, object?> RootUnrendered, HashSet<string> Names)
    {
        public NodeConfig? Declared { get; set; }
    }
}

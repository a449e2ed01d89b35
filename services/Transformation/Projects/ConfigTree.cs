using ControlPlane.Transformation.Projects.Yaml;
using YamlDotNet.RepresentationModel;

namespace ControlPlane.Transformation.Projects;

/// <summary>The <c>models:</c> tree of <c>dbt_project.yml</c>: settings by folder, the deeper one wins; tags add up.</summary>
public sealed class ConfigTree
{
    /// <summary>What may be written without a plus.</summary>
    private static readonly HashSet<string> KnownSettings = ["materialized", "schema", "alias", "database", "enabled", "tags"];

    private readonly Dictionary<string, object?> _settings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConfigTree> _children = new(StringComparer.Ordinal);

    internal static ConfigTree Read(string file, YamlMappingNode? node, ProjectErrors errors)
    {
        var tree = new ConfigTree();
        foreach (var (key, value) in node?.Entries() ?? [])
        {
            if (key.StartsWith('+')) tree._settings[key[1..]] = value.Value();
            else if (value is YamlMappingNode child) tree._children[key] = Read(file, child, errors);
            else if (KnownSettings.Contains(key)) tree._settings[key] = value.Value();
            else if (value.Text() is not null || value is YamlSequenceNode)
                errors.Add(YamlPlace.Of(file, value), $"'{key}' is neither a folder nor a known setting.", NearestNames.Advise(key, KnownSettings, $"Write a setting with a plus: '+{key}'."));
        }
        return tree;
    }

    /// <summary>The settings from the root down along a path.</summary>
    public Dictionary<string, object?> For(IEnumerable<string> path)
    {
        var merged = new Dictionary<string, object?>(StringComparer.Ordinal);
        var tree = this;
        ConfigMerge.Into(merged, _settings);
        foreach (var part in path)
        {
            if (!tree._children.TryGetValue(part, out tree!)) break;
            ConfigMerge.Into(merged, tree._settings);
        }
        return merged;
    }
}

internal static class ConfigMerge
{
    /// <summary>Later settings replace earlier ones, except that tags add up and <c>meta</c> is merged.</summary>
    public static void Into(Dictionary<string, object?> merged, IReadOnlyDictionary<string, object?> more)
    {
        foreach (var (key, value) in more)
            merged[key] = (key, merged.GetValueOrDefault(key), value) switch
            {
                ("tags", { } before, { } after) => Tags(before).Concat(Tags(after)).Distinct().Cast<object?>().ToList(),
                ("meta", IReadOnlyDictionary<string, object?> before, IReadOnlyDictionary<string, object?> after) =>
                    before.Concat(after).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Last().Value),
                _ => value,
            };
    }

    public static IEnumerable<string> Tags(object? value) => value switch
    {
        null => [],
        string one => [one],
        IEnumerable<object?> many => many.Select(tag => tag?.ToString() ?? ""),
        _ => [value.ToString() ?? ""],
    };
}

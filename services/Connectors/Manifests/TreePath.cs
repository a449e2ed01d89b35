using System.Globalization;
using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Manifests;

/// <summary>
/// Reads and changes a tree by paths whose parts may hold wildcards: <c>*</c> for any one name or item, <c>**</c> for any depth. Items of a
/// list are named by their number.
/// </summary>
internal static class TreePath
{
    public static IEnumerable<JsonNode?> Find(JsonNode? root, IReadOnlyList<string> path) => Find(root, path, 0);

    /// <summary>Puts a value at every place that exists; how many there are.</summary>
    public static int Replace(JsonObject root, IReadOnlyList<string> path, JsonNode? value)
    {
        if (path.Count == 0) return 0;
        var parents = Find(root, [.. path.SkipLast(1)]).ToArray();
        var replaced = 0;
        foreach (var parent in parents)
        {
            foreach (var name in Names(parent, path[^1]).ToArray())
            {
                if (parent is JsonObject map) map[name] = value?.DeepClone();
                else parent!.AsArray()[int.Parse(name, CultureInfo.InvariantCulture)] = value?.DeepClone();
                replaced++;
            }
        }

        return replaced;
    }

    /// <summary>Puts a value at one place, made where it does not exist.</summary>
    /// <returns>False when something on the way is neither an object nor a list with that item.</returns>
    public static bool Put(JsonObject root, IReadOnlyList<string> path, JsonNode? value)
    {
        JsonNode? target = root;
        foreach (var name in path.SkipLast(1))
        {
            if (target is JsonObject map)
            {
                if (map[name] is null) map[name] = new JsonObject();
                target = map[name];
            }
            else
            {
                target = Item(target, name);
            }
        }

        switch (target)
        {
            case JsonObject parent when path.Count > 0:
                parent[path[^1]] = value?.DeepClone();
                return true;
            case JsonArray list when path.Count > 0 && Index(list, path[^1]) is { } index:
                list[index] = value?.DeepClone();
                return true;
            default:
                return false;
        }
    }

    /// <summary>Removes every place that the path names; an item of a list becomes null, so that the others keep their numbers.</summary>
    public static void Remove(JsonObject root, IReadOnlyList<string> path)
    {
        if (path.Count == 0) return;
        foreach (var parent in Find(root, [.. path.SkipLast(1)]).ToArray())
        {
            foreach (var name in Names(parent, path[^1]).ToArray())
            {
                if (parent is JsonObject map) map.Remove(name);
                else parent!.AsArray()[int.Parse(name, CultureInfo.InvariantCulture)] = null;
            }
        }
    }

    private static IEnumerable<JsonNode?> Find(JsonNode? node, IReadOnlyList<string> path, int at)
    {
        if (at == path.Count) return [node];
        if (path[at] != "**") return Names(node, path[at]).SelectMany(name => Find(Item(node, name), path, at + 1));
        return Find(node, path, at + 1).Concat(Names(node, "*").SelectMany(name => Find(Item(node, name), path, at)));
    }

    private static IEnumerable<string> Names(JsonNode? node, string pattern) => node switch
    {
        JsonObject map when map.ContainsKey(pattern) => [pattern],
        JsonObject map when pattern.AsSpan().ContainsAny('*', '?') => map.Select(p => p.Key).Where(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)),
        JsonArray list when pattern is "*" or "**" => Enumerable.Range(0, list.Count).Select(i => i.ToString(CultureInfo.InvariantCulture)),
        JsonArray list when Index(list, pattern) is not null => [pattern],
        _ => [],
    };

    private static JsonNode? Item(JsonNode? node, string name) => node switch
    {
        JsonObject map => map[name],
        JsonArray list when Index(list, name) is { } index => list[index],
        _ => null,
    };

    private static int? Index(JsonArray list, string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count ? index : null;
}

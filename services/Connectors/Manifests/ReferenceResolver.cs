using System.Globalization;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Manifests;

/// <summary>
/// Replaces each <c>"#/a/b"</c> string by what it points at, and merges <c>{"$ref": "#/a/b", k: v}</c> with its target, local keys winning.
/// A key that itself holds slashes is tried before the path is taken apart. What stands under <c>config_overrides</c> is left as it is.
/// </summary>
internal sealed class ReferenceResolver(JsonObject manifest, ManifestErrors errors)
{
    private const string Ref = "$ref";
    private readonly HashSet<string> _open = [];
    private int _budget = ManifestYaml.MaxNodes;
    private int _depth;

    public JsonObject Resolve() => (JsonObject)Resolve(manifest, "")!;

    private JsonNode? Resolve(JsonNode? node, string path)
    {
        if (--_budget < 0)
        {
            if (_budget == -1) errors.Add("", $"references expand to more than {ManifestYaml.MaxNodes} nodes");
            return null;
        }

        if (_depth >= ManifestYaml.MaxDepth)
        {
            errors.Add(path, $"the document is nested more than {ManifestYaml.MaxDepth} levels deep");
            _budget = -1;
            return null;
        }

        _depth++;
        var resolved = node switch
        {
            JsonObject map => ResolveObject(map, path),
            JsonArray list => new JsonArray([.. list.Select((item, i) => Resolve(item, $"{path}[{i}]"))]),
            JsonValue value when value.TryGetValue(out string? text) && text.StartsWith("#/", StringComparison.Ordinal) => Follow(text, path),
            _ => node?.DeepClone(),
        };
        _depth--;
        return resolved;
    }

    private JsonNode? ResolveObject(JsonObject map, string path)
    {
        var own = new JsonObject();
        foreach (var (key, value) in map)
        {
            if (key == Ref) continue;
            own[key] = key == "config_overrides" ? value?.DeepClone() : Resolve(value, DocumentPath.Field(path, key));
        }

        if (!map.TryGetPropertyValue(Ref, out var reference)) return own;
        if (reference is not JsonValue target || !target.TryGetValue(out string? pointer) || !pointer.StartsWith("#/", StringComparison.Ordinal))
        {
            errors.Add(path, "$ref must be a text that starts with #/");
            return own;
        }

        if (Follow(pointer, path) is not JsonObject merged) return Follow(pointer, path);
        foreach (var key in own.Select(p => p.Key).ToArray())
        {
            var value = own[key];
            own.Remove(key);
            merged[key] = value;
        }

        return merged;
    }

    private JsonNode? Follow(string pointer, string path)
    {
        if (!_open.Add(pointer))
        {
            errors.Add(path, $"the reference {pointer} leads back to itself");
            return null;
        }

        try
        {
            if (TryFind(manifest, pointer[2..], out var target)) return Resolve(target, path);
            errors.Add(path, $"the reference {pointer} points at nothing");
            return null;
        }
        finally
        {
            _open.Remove(pointer);
        }
    }

    private static bool TryFind(JsonNode? node, string rest, out JsonNode? found)
    {
        while (true)
        {
            found = node;
            if (rest.Length == 0) return true;
            if (node is JsonObject map && map.TryGetPropertyValue(rest, out found)) return true;
            var slash = rest.IndexOf('/', StringComparison.Ordinal);
            var head = slash < 0 ? rest : rest[..slash];
            rest = slash < 0 ? "" : rest[(slash + 1)..];
            switch (node)
            {
                case JsonObject parent when parent.TryGetPropertyValue(head, out var child):
                    node = child;
                    break;
                case JsonArray list when int.TryParse(head, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < list.Count:
                    node = list[i];
                    break;
                default:
                    return false;
            }
        }
    }
}

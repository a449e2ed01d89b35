using System.Text.Json.Nodes;

namespace ControlPlane.Testing.JsonSchema;

internal sealed record SchemaFile(string Path, JsonNode? Root);

/// <summary>The schema files of one folder, each read once, found by name or by their <c>$id</c>.</summary>
internal sealed class SchemaFolder(string folder)
{
    private readonly Dictionary<string, SchemaFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<(SchemaFile, string), (SchemaFile, JsonNode?)> _resolved = [];
    private Dictionary<string, SchemaFile>? _ids;

    public SchemaFile Open(string path)
    {
        if (!_files.TryGetValue(path, out var file)) _files[path] = file = new(path, JsonNode.Parse(File.ReadAllText(path)));
        return file;
    }

    /// <exception cref="InvalidDataException">The reference leads nowhere: the schema is at fault, not the value.</exception>
    public (SchemaFile File, JsonNode? Schema) Resolve(SchemaFile from, string reference)
    {
        if (_resolved.TryGetValue((from, reference), out var known)) return known;
        var (address, fragment) = reference.Split('#', 2) is [var a, var f] ? (a, f) : (reference, "");
        var file = address.Length == 0 ? from : Named(address) ?? throw new InvalidDataException($"{from.Path}: no schema file beside it has the $id or name '{address}'.");
        var schema = Follow(file.Root, fragment) ?? throw new InvalidDataException($"{from.Path}: '{reference}' leads nowhere.");
        return _resolved[(from, reference)] = (file, schema);
    }

    private SchemaFile? Named(string address)
    {
        var path = Path.Combine(folder, address);
        if (!address.Contains(':', StringComparison.Ordinal) && File.Exists(path)) return Open(path);
        _ids ??= Directory.EnumerateFiles(folder, "*.json").Select(Open).Where(f => f.Root?["$id"] is not null)
            .GroupBy(f => f.Root!["$id"]!.ToString().TrimEnd('#')).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return _ids.GetValueOrDefault(address);
    }

    private static JsonNode? Follow(JsonNode? node, string pointer)
    {
        foreach (var escaped in pointer.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var step = Uri.UnescapeDataString(escaped).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                JsonObject map => map[step],
                JsonArray list when int.TryParse(step, out var i) && i < list.Count => list[i],
                _ => null,
            };
        }

        return node;
    }
}

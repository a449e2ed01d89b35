using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Schemas;

/// <summary>
/// Schema files of a connector. A reference to another file is looked for in <c>schemas/shared</c>; whatever a reference points to takes
/// its place, so that the schema stands for itself.
/// </summary>
/// <param name="folder">The folder of the manifest. Nothing outside of it is read.</param>
internal sealed class SchemaFiles(string folder)
{
    private const int MaxDepth = 100;
    private const int MaxNodes = Manifests.ManifestYaml.MaxNodes;
    private readonly string _root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;

    /// <summary>The file, or null. The first part of a path may name the Python package that the folder was.</summary>
    /// <exception cref="ConnectorException">The path leads out of the folder.</exception>
    public string? Find(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".").ToList();
        if (parts.Contains("..")) throw new ConnectorException(ConnectorFaultKind.Configuration, $"the schema file '{path}' lies outside of the manifest's folder");
        for (; parts.Count > 0; parts.RemoveAt(0))
        {
            var file = Path.GetFullPath(Path.Combine([_root, .. parts]));
            if (file.StartsWith(_root, StringComparison.Ordinal) && File.Exists(file)) return file;
            if (!parts[0].StartsWith("source_", StringComparison.Ordinal)) return null;
        }

        return null;
    }

    /// <exception cref="ConnectorException">There is no such file, or it holds no schema.</exception>
    public JsonObject Load(string path)
    {
        var document = Read(path);
        return new Expansion(this).Resolve(document, document, 0) as JsonObject ?? throw Wrong(path, "it holds no JSON object");
    }

    private static ConnectorException Wrong(string path, string why) => new(ConnectorFaultKind.Configuration, $"the schema file '{path}' cannot be used: {why}");

    private JsonObject Read(string path)
    {
        if (Find(path) is not { } file) throw Wrong(path, "there is no such file in the manifest's folder");
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(file)) as JsonObject ?? throw Wrong(path, "it holds no JSON object");
        }
        catch (JsonException e)
        {
            throw Wrong(path, $"it is not JSON (line {e.LineNumber + 1})");
        }
    }

    /// <summary>One schema with what its references point to.</summary>
    private sealed class Expansion(SchemaFiles files)
    {
        private readonly Dictionary<string, JsonObject> _shared = new(StringComparer.Ordinal);
        private int _left = MaxNodes;

        public JsonNode? Resolve(JsonNode? node, JsonObject document, int depth)
        {
            if (--_left < 0) throw new ConnectorException(ConnectorFaultKind.Configuration, $"the references of a schema file expand to more than {MaxNodes} nodes");
            if (depth > MaxDepth) throw new ConnectorException(ConnectorFaultKind.Configuration, "a schema file refers to itself without end, or is nested too deeply");
            switch (node)
            {
                case JsonObject map when map["$ref"] is JsonValue reference && reference.TryGetValue(out string? target):
                    return Follow(target, document, depth);
                case JsonObject map:
                    return new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, Resolve(p.Value, document, depth + 1))));
                case JsonArray list:
                    return new JsonArray([.. list.Select(item => Resolve(item, document, depth + 1))]);
                default:
                    return node?.DeepClone();
            }
        }

        private JsonNode? Follow(string reference, JsonObject document, int depth)
        {
            var hash = reference.IndexOf('#', StringComparison.Ordinal);
            var file = hash < 0 ? reference : reference[..hash];
            var within = file.Length == 0 ? document : Shared(file);
            JsonNode? found = within;
            foreach (var part in hash < 0 ? [] : reference[(hash + 1)..].Split('/', StringSplitOptions.RemoveEmptyEntries))
                found = (found as JsonObject)?[Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)];
            if (found is null) throw new ConnectorException(ConnectorFaultKind.Configuration, $"the reference '{reference}' of a schema file leads nowhere");
            var resolved = Resolve(found, within, depth + 1);
            (resolved as JsonObject)?.Remove("definitions");
            return resolved;
        }

        private JsonObject Shared(string file) => _shared.TryGetValue(file, out var known) ? known : _shared[file] = files.Read($"schemas/shared/{file}");
    }
}

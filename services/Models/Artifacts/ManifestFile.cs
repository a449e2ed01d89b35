using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Artifacts;

/// <summary>manifest.json, version 12.</summary>
public static class ManifestFile
{
    public const string Name = "manifest.json";

    public static void Write(string folder, Manifest manifest, TimeProvider? time = null) =>
        JsonValues.WriteFile(Path.Combine(folder, Name), writer => Write(writer, manifest, time ?? TimeProvider.System));

    /// <summary>Null when there is none.</summary>
    /// <exception cref="InvalidDataException">It is not a manifest.</exception>
    public static IReadOnlyDictionary<string, object?>? Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path)) return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 256 });
            return JsonValues.Map(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} is not a manifest: {exception.Message} Write it anew with 'parse' or remove it.", exception);
        }
    }

    private static void Write(Utf8JsonWriter writer, Manifest manifest, TimeProvider time)
    {
        var (parents, children) = Maps(manifest);
        writer.WriteStartObject();
        Property(writer, "metadata", Metadata(manifest, time));
        Section(writer, "nodes", manifest.Nodes, NodeValues.Of);
        Section(writer, "sources", manifest.Sources, NodeValues.Of);
        Section(writer, "macros", manifest.Macros, MacroValues.Of);
        Section(writer, "docs", manifest.Docs, MacroValues.Of);
        Section(writer, "exposures", manifest.Exposures, NodeValues.Of);
        Section(writer, "metrics", manifest.Metrics, NodeValues.Of);
        Section(writer, "groups", manifest.Groups, MacroValues.Of);
        Section(writer, "selectors", manifest.Selectors, value => value);
        Section(writer, "disabled", manifest.Disabled, nodes => nodes.Select(NodeValues.Of).ToList());
        Section(writer, "parent_map", parents, ids => ids);
        Section(writer, "child_map", children, ids => ids);
        Section(writer, "group_map", GroupMap(manifest), ids => ids);
        Section(writer, "saved_queries", manifest.SavedQueries, NodeValues.Of);
        Section(writer, "semantic_models", manifest.SemanticModels, NodeValues.Of);
        Section(writer, "unit_tests", manifest.UnitTests, NodeValues.Of);
        Section(writer, "functions", new Dictionary<string, object?>(), value => value);
        writer.WriteEndObject();
    }

    private static Dictionary<string, object?> Metadata(Manifest manifest, TimeProvider time)
    {
        var root = manifest.Projects.Root;
        var metadata = ArtifactMetadata.For(ArtifactMetadata.Manifest, manifest.Invocation, time);
        metadata["project_name"] = root.Name;
        metadata["project_id"] = Convert.ToHexStringLower(Md5(root.Name));
        metadata["user_id"] = null;
        metadata["send_anonymous_usage_stats"] = false;
        metadata["adapter_type"] = manifest.Projects.Target.Type;
        metadata["quoting"] = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["database"] = root.Quoting.GetValueOrDefault("database", true),
            ["schema"] = root.Quoting.GetValueOrDefault("schema", true),
            ["identifier"] = root.Quoting.GetValueOrDefault("identifier", true),
            ["column"] = null,
        };
        metadata["run_started_at"] = JsonValues.Timestamp(manifest.Invocation.StartedAt);
        return metadata;
    }

    private static (OrderedDictionary<string, SortedSet<string>> Parents, OrderedDictionary<string, SortedSet<string>> Children) Maps(Manifest manifest)
    {
        var parents = new OrderedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        var children = new OrderedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var node in manifest.GraphNodes)
            (parents[node.UniqueId], children[node.UniqueId]) = (new(node.DependsOn.Nodes, StringComparer.Ordinal), new(StringComparer.Ordinal));
        foreach (var (id, above) in parents)
        {
            foreach (var parent in above)
            {
                if (!children.TryGetValue(parent, out var below)) children[parent] = below = new(StringComparer.Ordinal);
                below.Add(id);
            }
        }

        return (parents, children);
    }

    private static OrderedDictionary<string, List<string>> GroupMap(Manifest manifest)
    {
        var groups = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var group in manifest.Groups.Values) groups.TryAdd(group.Name, []);
        foreach (var node in manifest.Nodes.Values)
        {
            if (node.Group is not { } name) continue;
            if (!groups.TryGetValue(name, out var ids)) groups.Add(name, ids = []);
            ids.Add(node.UniqueId);
        }

        return groups;
    }

    private static void Section<T>(Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<string, T>> entries, Func<T, object?> valueOf)
    {
        writer.WriteStartObject(name);
        foreach (var (key, entry) in entries) Property(writer, key, valueOf(entry));
        writer.WriteEndObject();
    }

    private static void Property(Utf8JsonWriter writer, string name, object? value)
    {
        writer.WritePropertyName(name);
        JsonValues.Write(writer, value);
    }

    /// <summary>An id derived as in the reference; nothing secret.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "The format's own id of a project, not a protection.")]
    private static byte[] Md5(string text) => MD5.HashData(Encoding.UTF8.GetBytes(text));
}

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
        Section(writer, "nodes", manifest.Nodes.Values.Select(node => (node.UniqueId, (object?)NodeValues.Of(node))));
        Section(writer, "sources", manifest.Sources.Values.Select(source => (source.UniqueId, (object?)NodeValues.Of(source))));
        Section(writer, "macros", manifest.Macros.Values.Select(macro => (macro.UniqueId, (object?)MacroValues.Of(macro))));
        Section(writer, "docs", manifest.Docs.Values.Select(block => (block.UniqueId, (object?)MacroValues.Of(block))));
        Section(writer, "exposures", manifest.Exposures.Values.Select(exposure => (exposure.UniqueId, (object?)NodeValues.Of(exposure))));
        Section(writer, "metrics", manifest.Metrics.Values.Select(metric => (metric.UniqueId, (object?)NodeValues.Of(metric))));
        Section(writer, "groups", manifest.Groups.Values.Select(group => (group.UniqueId, (object?)MacroValues.Of(group))));
        Section(writer, "selectors", manifest.Selectors.Select(pair => (pair.Key, pair.Value)));
        Section(writer, "disabled", manifest.Disabled.Select(pair => (pair.Key, (object?)pair.Value.Select(NodeValues.Of).ToList())));
        Section(writer, "parent_map", parents);
        Section(writer, "child_map", children);
        Section(writer, "group_map", GroupMap(manifest));
        Section(writer, "saved_queries", manifest.SavedQueries.Values.Select(query => (query.UniqueId, (object?)NodeValues.Of(query))));
        Section(writer, "semantic_models", manifest.SemanticModels.Values.Select(model => (model.UniqueId, (object?)NodeValues.Of(model))));
        Section(writer, "unit_tests", manifest.UnitTests.Values.Select(test => (test.UniqueId, (object?)NodeValues.Of(test))));
        Section(writer, "functions", []);
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

    private static (IEnumerable<(string, object?)> Parents, IEnumerable<(string, object?)> Children) Maps(Manifest manifest)
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

        return (parents.Select(pair => (pair.Key, (object?)pair.Value)), children.Select(pair => (pair.Key, (object?)pair.Value)));
    }

    private static IEnumerable<(string, object?)> GroupMap(Manifest manifest) =>
        manifest.Groups.Values.Select(group => group.Name).Concat(manifest.Nodes.Values.Select(node => node.Group).OfType<string>()).Distinct(StringComparer.Ordinal)
            .Select(name => (name, (object?)manifest.Nodes.Values.Where(node => node.Group == name).Select(node => node.UniqueId).ToList()));

    private static void Section(Utf8JsonWriter writer, string name, IEnumerable<(string Key, object? Value)> entries)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in entries) Property(writer, key, value);
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

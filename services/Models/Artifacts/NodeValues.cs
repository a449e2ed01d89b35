using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Artifacts;

/// <summary>
/// What a project is made of as dictionaries: what templates see as <c>model</c> and <c>graph</c>, and what manifest.json holds. Keys as in the manifest
/// schema, version 12.
/// </summary>
public static class NodeValues
{
    public static Dictionary<string, object?> Of(GraphNode node) => node switch
    {
        ManifestNode own => ManifestNodeValues.Of(own),
        SourceDefinition source => SourceValues.Of(source),
        Exposure exposure => ExposureValues.Of(exposure),
        UnitTest test => UnitTestValues.Of(test),
        SemanticNode semantic => SemanticValues.Of(semantic),
        _ => throw new ArgumentException($"{node.UniqueId} has no artifact form", nameof(node)),
    };

    /// <summary>What the artifacts of every resource begin with.</summary>
    internal static Dictionary<string, object?> Head(ResourceType type, string name, string package, string path, string originalFilePath, string uniqueId) => new(StringComparer.Ordinal)
    {
        ["name"] = name,
        ["resource_type"] = type.Name(),
        ["package_name"] = package,
        ["path"] = path,
        ["original_file_path"] = originalFilePath,
        ["unique_id"] = uniqueId,
    };

    internal static Dictionary<string, object?> Head(GraphNode node)
    {
        var values = Head(node.ResourceType, node.Name, node.PackageName, node.Path, node.OriginalFilePath, node.UniqueId);
        values["fqn"] = Texts(node.Fqn);
        return values;
    }

    internal static List<object?> Texts(IEnumerable<string> texts) => [.. texts];

    internal static Dictionary<string, object?> Copy(IReadOnlyDictionary<string, object?> values) => new(values, StringComparer.Ordinal);

    internal static Dictionary<string, object?> Of(Docs docs) => new(StringComparer.Ordinal) { ["show"] = docs.Show, ["node_color"] = docs.NodeColor };

    internal static Dictionary<string, object?> Of(DependsOn dependsOn) =>
        new(StringComparer.Ordinal) { ["macros"] = Texts(dependsOn.Macros), ["nodes"] = Texts(dependsOn.Nodes) };

    internal static List<object?> Of(IEnumerable<RefArgs> refs) =>
        [.. refs.Select(reference => new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = reference.Name, ["package"] = reference.Package, ["version"] = reference.Version })];

    internal static List<object?> Of(IEnumerable<IReadOnlyList<string>> sources) => [.. sources.Select(Texts)];

    internal static Dictionary<string, object?> Of(IReadOnlyDictionary<string, ColumnInfo> columns) =>
        columns.ToDictionary(pair => pair.Key, pair => (object?)Of(pair.Value), StringComparer.Ordinal);

    private static Dictionary<string, object?> Of(ColumnInfo column)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = column.Name,
            ["description"] = column.Description,
            ["meta"] = column.Meta,
            ["data_type"] = column.DataType,
            ["constraints"] = column.Constraints.ToList<object?>(),
            ["quote"] = column.Quote,
            ["config"] = ColumnConfig(column),
            ["tags"] = Texts(column.Tags),
            ["granularity"] = column.Granularity,
            ["doc_blocks"] = Texts(column.DocBlocks),
        };
        foreach (var (key, value) in column.Extra) values[key] = value;
        return values;
    }

    private static Dictionary<string, object?> ColumnConfig(ColumnInfo column)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal) { ["meta"] = column.Meta, ["tags"] = Texts(column.Tags) };
        foreach (var (key, value) in column.Config) values.TryAdd(key, value);
        return values;
    }
}

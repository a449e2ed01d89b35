using System.Globalization;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Artifacts;

/// <summary>catalog.json, version 1: what the warehouse holds of a project's relations.</summary>
public static class CatalogFile
{
    public const string Name = "catalog.json";

    private static readonly string[] StatisticParts = ["label", "value", "description", "include"];

    /// <param name="columns">One row a column, as the <c>get_catalog</c> macro gives: table_database, table_schema, table_name, table_type, ..., column_name, column_index, column_type.</param>
    /// <param name="selected">Unique ids; null for all.</param>
    /// <param name="errors">What could not be looked at.</param>
    public static void Write(string folder, Manifest manifest, ResultTable columns, IReadOnlySet<string>? selected = null, IReadOnlyList<string>? errors = null, TimeProvider? time = null)
    {
        var tables = Tables(columns);
        JsonValues.WriteFile(Path.Combine(folder, Name), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["metadata"] = ArtifactMetadata.For(ArtifactMetadata.Catalog, manifest.Invocation, time ?? TimeProvider.System),
            ["nodes"] = Found(manifest.Nodes.Values.Where(node => node.RelationName is not null).Select(node => (node.UniqueId, Key(node.Database, node.Schema, node.Alias))), tables, selected),
            ["sources"] = Found(manifest.Sources.Values.Select(source => (source.UniqueId, Key(source.Database, source.Schema, source.Identifier))), tables, selected),
            ["errors"] = errors is { Count: > 0 } ? NodeValues.Texts(errors) : null,
        });
    }

    private static Dictionary<string, object?> Found(IEnumerable<(string UniqueId, (string?, string, string) Key)> nodes, Dictionary<(string?, string, string), Dictionary<string, object?>> tables, IReadOnlySet<string>? selected)
    {
        var found = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (id, key) in nodes)
        {
            if ((selected is null || selected.Contains(id)) && tables.TryGetValue(key, out var table))
                found[id] = new Dictionary<string, object?>(table, StringComparer.Ordinal) { ["unique_id"] = id };
        }

        return found;
    }

    private static Dictionary<(string?, string, string), Dictionary<string, object?>> Tables(ResultTable columns)
    {
        var tables = new Dictionary<(string?, string, string), Dictionary<string, object?>>();
        foreach (var row in columns.Rows)
        {
            var values = columns.Columns.Select((column, at) => (column.Name, Value: row[at])).ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
            var key = Key(Text(values, "table_database"), Text(values, "table_schema") ?? "", Text(values, "table_name") ?? "");
            if (!tables.TryGetValue(key, out var table)) tables[key] = table = Table(values);
            var name = Text(values, "column_name") ?? "";
            ((Dictionary<string, object?>)table["columns"]!)[name] = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["type"] = Text(values, "column_type") ?? "",
                ["index"] = Convert.ToInt64(values["column_index"], CultureInfo.InvariantCulture),
                ["name"] = name,
                ["comment"] = Text(values, "column_comment"),
            };
        }

        return tables;
    }

    private static Dictionary<string, object?> Table(Dictionary<string, object?> values) => new(StringComparer.Ordinal)
    {
        ["metadata"] = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["type"] = Text(values, "table_type") ?? "",
            ["schema"] = Text(values, "table_schema") ?? "",
            ["name"] = Text(values, "table_name") ?? "",
            ["database"] = Text(values, "table_database"),
            ["comment"] = Text(values, "table_comment"),
            ["owner"] = Text(values, "table_owner"),
        },
        ["columns"] = new Dictionary<string, object?>(StringComparer.Ordinal),
        ["stats"] = Statistics(values),
    };

    /// <summary>Columns <c>stats:size:label</c>, <c>stats:size:value</c>, ... where the engine gives them.</summary>
    private static Dictionary<string, object?> Statistics(Dictionary<string, object?> values)
    {
        var statistics = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var id in values.Keys.Where(key => key.StartsWith("stats:", StringComparison.OrdinalIgnoreCase)).Select(key => key.Split(':')[1]).Distinct(StringComparer.Ordinal))
        {
            var statistic = StatisticParts.ToDictionary(part => part, part => values.GetValueOrDefault($"stats:{id}:{part}"), StringComparer.Ordinal);
            if (statistic["include"] is true) statistics[id] = new Dictionary<string, object?>(statistic, StringComparer.Ordinal) { ["id"] = id };
        }

        statistics["has_stats"] = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["id"] = "has_stats", ["label"] = "Has Stats?", ["value"] = statistics.Count > 0, ["description"] = "Indicates whether there are statistics for this table", ["include"] = false,
        };
        return statistics;
    }

    private static string? Text(Dictionary<string, object?> values, string key) => Convert.ToString(values.GetValueOrDefault(key), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    private static (string?, string, string) Key(string? database, string schema, string name) => (database?.ToLowerInvariant(), schema.ToLowerInvariant(), name.ToLowerInvariant());
}

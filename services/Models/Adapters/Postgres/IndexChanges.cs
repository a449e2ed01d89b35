using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Adapters.Postgres;

/// <summary>What makes the indexes that there are those that a configuration names: first drops, then creations.</summary>
internal static class IndexChanges
{
    private const string DefaultMethod = "btree";

    /// <param name="existing">Columns <c>name</c>, <c>method</c>, <c>unique</c> and <c>column_names</c>, joined by commas.</param>
    public static List<object?> Between(ResultTable existing, IEnumerable<object?> wanted)
    {
        var known = existing.Rows.Select(row => (Name: row[0] as string, Index: new IndexConfig(Sorted(((string)row[3]!).Split(',')), row[2] is true, row[1] as string))).ToList();
        var asked = wanted.Select(IndexConfig.Parse).OfType<IndexConfig>().Select(index => (Index: index, Normal: index with { Columns = Sorted(index.Columns), Type = index.Type ?? DefaultMethod })).ToList();
        return
        [
            .. known.Where(one => !asked.Exists(other => Same(other.Normal, one.Index))).Select(one => Change("drop", one.Name, one.Index)),
            .. asked.Where(one => !known.Exists(other => Same(other.Index, one.Normal))).Select(one => Change("create", null, one.Index)),
        ];
    }

    private static Dictionary<string, object?> Change(string action, string? name, IndexConfig index) => new(StringComparer.Ordinal)
    {
        ["action"] = action,
        ["context"] = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = name,
            ["as_node_config"] = new DictValue([new("columns", new List<object?>(index.Columns)), new("unique", index.Unique), new("type", index.Type)]),
        },
    };

    private static bool Same(IndexConfig left, IndexConfig right) => left.Unique == right.Unique && left.Type == right.Type && left.Columns.SequenceEqual(right.Columns);

    private static List<string> Sorted(IEnumerable<string> columns) => [.. columns.Select(column => column.Trim('"').ToLowerInvariant()).Order(StringComparer.Ordinal)];
}

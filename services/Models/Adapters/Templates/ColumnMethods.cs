using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

/// <summary>Columns of relations and queries.</summary>
internal static class ColumnMethods
{
    public static IReadOnlyDictionary<string, AdapterMethod> All { get; } = new Dictionary<string, AdapterMethod>(StringComparer.Ordinal)
    {
        ["get_columns_in_relation"] = (adapter, arguments) => adapter.IsConnected ? new List<object?>(Of(adapter, arguments.Require<Relation>(0, "relation"))) : [],
        ["get_columns_in_table"] = (adapter, arguments) =>
            adapter.IsConnected ? new List<object?>(Of(adapter, adapter.Adapter.Relation(adapter.Adapter.Target.Database, arguments[0, "schema"] as string, arguments[1, "identifier"] as string))) : [],
        ["get_pseudocolumns_for_relation"] = (_, _) => new List<object?>(),
        ["get_missing_columns"] = (adapter, arguments) => adapter.IsConnected ? Missing(adapter, arguments.Require<Relation>(0, "from_relation"), arguments.Require<Relation>(1, "to_relation")) : [],
        ["expand_target_column_types"] = Expand,
        ["get_column_schema_from_query"] = (adapter, arguments) =>
            adapter.IsConnected ? new List<object?>(adapter.Adapter.DescribeQuery(adapter.Connection, arguments.Require<string>(0, "sql"))) : [],
        ["convert_type"] = (adapter, arguments) => SeedTypes.Convert(adapter.Adapter, arguments.Require<ResultTable>(0, "agate_table"), arguments.Require<int>(1, "col_idx")),
    };

    public static IReadOnlyList<Column> Of(AdapterValue adapter, Relation relation) =>
        adapter.Macros.Call("get_columns_in_relation", relation) is IEnumerable<object?> columns ? [.. columns.OfType<Column>()] : [];

    private static List<object?> Missing(AdapterValue adapter, Relation from, Relation to)
    {
        var known = Of(adapter, to).Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        return [.. Of(adapter, from).Where(column => !known.Contains(column.Name))];
    }

    /// <summary>Texts of the target made as wide as those that will be put into it.</summary>
    private static object? Expand(AdapterValue adapter, TemplateArguments arguments)
    {
        if (!adapter.IsConnected || !adapter.Adapter.Traits.ColumnTypes.HasSizes) return null;
        var target = arguments.Require<Relation>(1, "to_relation");
        var wider = Of(adapter, arguments.Require<Relation>(0, "from_relation")).ToDictionary(column => column.Name, StringComparer.Ordinal);
        foreach (var column in Of(adapter, target))
        {
            if (wider.TryGetValue(column.Name, out var goal) && column.CanExpandTo(goal))
                adapter.Macros.Call("alter_column_type", target, column.Name, ColumnTypes.Text(goal.StringSize));
        }
        return null;
    }
}

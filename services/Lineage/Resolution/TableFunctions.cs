using ControlPlane.Lineage.Sql;
using ControlPlane.Lineage.Sql.Syntax;

namespace ControlPlane.Lineage.Resolution;

/// <summary>The columns that functions in FROM give.</summary>
internal static class TableFunctions
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["json_each"] = ["key", "value"],
        ["jsonb_each"] = ["key", "value"],
        ["json_each_text"] = ["key", "value"],
        ["jsonb_each_text"] = ["key", "value"],
        ["json_array_elements"] = ["value"],
        ["jsonb_array_elements"] = ["value"],
        ["json_array_elements_text"] = ["value"],
        ["jsonb_array_elements_text"] = ["value"],
    };

    /// <summary>Those whose only column has the function's name, or in PostgreSQL its alias.</summary>
    private static readonly HashSet<string> Scalar = new(StringComparer.OrdinalIgnoreCase)
    {
        "unnest", "generate_series", "generate_subscripts", "regexp_split_to_table", "regexp_matches", "string_to_table", "json_object_keys", "jsonb_object_keys", "jsonb_path_query", "range",
        "current_date", "now",
    };

    /// <returns>Null where they are not known.</returns>
    public static IReadOnlyList<string>? Columns(CallExpression call, SqlDialect dialect, string? alias)
    {
        if (dialect.NamesExpressionsByKind && Known.TryGetValue(call.Function, out var columns)) return columns;
        if (!Scalar.Contains(call.Function)) return null;
        var name = dialect.NamesExpressionsByKind && alias is not null ? alias : call.Function;
        return call.Arguments.Count > 1 && call.Function.Equals("unnest", StringComparison.OrdinalIgnoreCase) && dialect.NamesExpressionsByKind
            ? [.. call.Arguments.Select(_ => call.Function)]
            : [name];
    }
}

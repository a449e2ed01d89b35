using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

/// <summary>Schemas and grants.</summary>
internal static class SchemaMethods
{
    public static IReadOnlyDictionary<string, AdapterMethod> All { get; } = new Dictionary<string, AdapterMethod>(StringComparer.Ordinal)
    {
        ["create_schema"] = Create,
        ["drop_schema"] = Drop,
        ["check_schema_exists"] = Exists,
        ["list_schemas"] = (adapter, arguments) =>
            adapter.IsConnected && adapter.Macros.Call("list_schemas", arguments[0, "database"]) is ResultTable table ? [.. table.Rows.Select(row => row[0])] : new List<object?>(),
        ["standardize_grants_dict"] = (_, arguments) => Grants(arguments.Require<ResultTable>(0, "grants_table")),
    };

    private static object? Create(AdapterValue adapter, TemplateArguments arguments)
    {
        if (!adapter.IsConnected) return null;
        adapter.Macros.Call("create_schema", arguments.Require<Relation>(0, "relation").WithoutIdentifier());
        adapter.Connection.Commit();
        return null;
    }

    private static object? Drop(AdapterValue adapter, TemplateArguments arguments)
    {
        if (!adapter.IsConnected) return null;
        var schema = arguments.Require<Relation>(0, "relation").WithoutIdentifier();
        adapter.Macros.Call("drop_schema", schema);
        adapter.Connection.Commit();
        adapter.Adapter.Relations.DropSchema(schema.Schema, schema.Database);
        return null;
    }

    private static object? Exists(AdapterValue adapter, TemplateArguments arguments)
    {
        if (!adapter.IsConnected) return false;
        var schema = arguments.Require<string>(1, "schema");
        var found = adapter.Macros.Call("check_schema_exists", adapter.Adapter.Relation(arguments[0, "database"] as string, schema, null).InformationSchema(null), schema);
        return found is ResultTable { Count: > 0 } table && table.Rows[0][0] is long count && count > 0;
    }

    /// <summary>Columns <c>grantee</c> and <c>privilege_type</c> as grantees by privilege.</summary>
    private static Dictionary<string, object?> Grants(ResultTable table)
    {
        var (grantee, privilege) = (Place(table, "grantee"), Place(table, "privilege_type"));
        var grants = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            if (row[privilege] is not string name) continue;
            if (!grants.TryGetValue(name, out var grantees)) grants[name] = grantees = new List<object?>();
            ((List<object?>)grantees!).Add(row[grantee]);
        }
        return grants;
    }

    private static int Place(ResultTable table, string name)
    {
        for (var i = 0; i < table.Columns.Count; i++)
            if (table.Columns[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        throw new TemplateException($"standardize_grants_dict needs a column '{name}'");
    }
}

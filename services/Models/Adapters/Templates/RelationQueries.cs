using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

/// <summary>What exists, and the cache of it.</summary>
internal static class RelationQueries
{
    public static IReadOnlyDictionary<string, AdapterMethod> All { get; } = new Dictionary<string, AdapterMethod>(StringComparer.Ordinal)
    {
        ["get_relation"] = (adapter, arguments) =>
            adapter.IsConnected ? Find(adapter, arguments[0, "database"] as string, arguments[1, "schema"] as string, arguments[2, "identifier"] as string) : null,
        ["list_relations"] = (adapter, arguments) => adapter.IsConnected ? new List<object?>(List(adapter, arguments[0, "database"] as string, arguments.Require<string>(1, "schema"))) : [],
        ["list_relations_without_caching"] = (adapter, arguments) => adapter.IsConnected ? new List<object?>(Ask(adapter, arguments.Require<Relation>(0, "schema_relation"))) : [],
        ["already_exists"] = (adapter, arguments) => adapter.IsConnected && Find(adapter, adapter.Adapter.Target.Database, arguments[0, "schema"] as string, arguments[1, "name"] as string) is not null,
        ["cache_added"] = (adapter, arguments) => Change(adapter, arguments[0, "relation"] as Relation, cache => cache.Add),
        ["cache_dropped"] = (adapter, arguments) => Change(adapter, arguments[0, "relation"] as Relation, cache => cache.Drop),
        ["cache_renamed"] = Renamed,
        ["drop_relation"] = Drop,
        ["rename_relation"] = Rename,
        ["take_cascades"] = (adapter, _) => Take(adapter),
        ["truncate_relation"] = (adapter, arguments) => adapter.IsConnected ? adapter.Macros.Call("truncate_relation", arguments.Require<Relation>(0, "relation")) : null,
    };

    /// <exception cref="TemplateException">There is one whose name differs in case.</exception>
    public static Relation? Find(AdapterValue adapter, string? database, string? schema, string? identifier)
    {
        if (schema is null || identifier is null) return null;
        Know(adapter, database, schema);
        var found = adapter.Adapter.Relations.Find(schema, identifier, database);
        if (found is null || found.Identifier == identifier || !found.QuoteIdentifier || adapter.Adapter.Traits.FoldsQuotedNames) return found;
        var searched = adapter.Adapter.Relation(database, schema, identifier);
        throw new TemplateException(
            "When searching for a relation, dbt found an approximate match. Instead of guessing \nwhich relation to use, dbt will move on. " +
            $"Please delete {found.Render()}, or rename it to be less ambiguous.\nSearched for: {searched.Render()}\nFound: {found.Render()}");
    }

    private static IReadOnlyList<Relation> List(AdapterValue adapter, string? database, string schema)
    {
        Know(adapter, database, schema);
        return adapter.Adapter.Relations.In(schema, database);
    }

    private static void Know(AdapterValue adapter, string? database, string schema)
    {
        var cache = adapter.Adapter.Relations;
        if (cache.Knows(schema, database)) return;
        lock (cache.Filling)
        {
            if (!cache.Knows(schema, database)) cache.Fill(schema, Ask(adapter, adapter.Adapter.Relation(database, schema, null).WithoutIdentifier()), database);
        }
    }

    private static List<Relation> Ask(AdapterValue adapter, Relation schema) =>
        adapter.Macros.Call("list_relations_without_caching", schema) is not ResultTable table ? [] : [.. table.Rows.Select(row =>
            adapter.Adapter.Relation(row[0] as string, row[2] as string, row[1] as string, RelationTypes.Parse(row[3] as string) ?? RelationType.External))];

    private static object? Change(AdapterValue adapter, Relation? relation, Func<RelationCache, Action<Relation>> change)
    {
        if (relation is null) throw new TemplateException("Attempted to change the cache of relations with None");
        change(adapter.Adapter.Relations)(relation);
        return "";
    }

    private static object? Renamed(AdapterValue adapter, TemplateArguments arguments)
    {
        adapter.Adapter.Relations.Rename(arguments.Require<Relation>(0, "from_relation"), arguments.Require<Relation>(1, "to_relation"));
        return "";
    }

    private static object? Drop(AdapterValue adapter, TemplateArguments arguments)
    {
        if (!adapter.IsConnected) return null;
        var relation = arguments.Require<Relation>(0, "relation");
        if (relation.Type is null) throw new TemplateException($"Tried to drop relation {relation.Render()}, but its type is null.");
        adapter.Adapter.Relations.Drop(relation);
        var result = adapter.Macros.Call("drop_relation", relation);
        foreach (var dropped in adapter.Connection.TakeCascades())
        {
            adapter.Cascades.Add(dropped);
            Forget(adapter.Adapter.Relations, dropped);
        }
        return result;
    }

    /// <param name="dropped"><c>materialized view "my schema".name</c>; a name without a schema is one of the schemas that need not be named.</param>
    private static void Forget(RelationCache cache, string dropped)
    {
        var quoted = dropped.IndexOf('"', StringComparison.Ordinal);
        var start = dropped.LastIndexOf(' ', quoted < 0 ? dropped.Length - 1 : quoted) + 1;
        var name = dropped[start..];
        var point = name.StartsWith('"') ? name.IndexOf("\".", StringComparison.Ordinal) + 1 : name.IndexOf('.', StringComparison.Ordinal);
        var (schema, identifier) = point > 0 ? (name[..point], name[(point + 1)..]) : (null, name);
        foreach (var relation in cache.Named(schema, identifier)) cache.Drop(relation);
    }

    private static List<object?> Take(AdapterValue adapter)
    {
        var taken = new List<object?>(adapter.Cascades);
        adapter.Cascades.Clear();
        return taken;
    }

    private static object? Rename(AdapterValue adapter, TemplateArguments arguments)
    {
        if (!adapter.IsConnected) return null;
        var (from, to) = (arguments.Require<Relation>(0, "from_relation"), arguments.Require<Relation>(1, "to_relation"));
        adapter.Adapter.Relations.Rename(from, to);
        return adapter.Macros.Call("rename_relation", from, to);
    }
}

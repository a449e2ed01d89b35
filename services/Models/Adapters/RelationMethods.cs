using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

/// <summary>What templates call on a relation.</summary>
internal static class RelationMethods
{
    public static TemplateFunction? Find(Relation relation, string name) => name switch
    {
        "render" => _ => relation.Render(),
        "render_limited" => _ => relation.Limited(),
        "render_event_time_filtered" => _ => relation.ToString(),
        "quoted" => arguments => relation.Quoted(arguments.Require<string>(0, "identifier")),
        "quote" => arguments => relation.WithQuoting(Flag(arguments, 0, "database"), Flag(arguments, 1, "schema"), Flag(arguments, 2, "identifier")),
        "include" => arguments => relation.Including(Flag(arguments, 0, "database"), Flag(arguments, 1, "schema"), Flag(arguments, 2, "identifier")),
        "replace_path" => arguments => Replace(relation, arguments.Named).Checked(),
        "incorporate" => arguments => Incorporate(relation, arguments.Named).Checked(),
        "without_identifier" => _ => relation.WithoutIdentifier(),
        "information_schema" => arguments => relation.InformationSchema(arguments[0, "view_name"] as string),
        "information_schema_only" => _ => relation.InformationSchema(null),
        "matches" => arguments => Matches(relation, arguments),
        "get" => arguments => Get(relation, arguments),
        "to_dict" => _ => Dictionary(relation),
        "create" => arguments => RelationFactory.Create(relation, arguments),
        "create_from" => arguments => RelationFactory.CreateFrom(relation, arguments.Require<object>(1, "relation_config"), arguments.Named),
        "add_ephemeral_prefix" => arguments => $"__dbt__cte__{arguments.Require<string>(0, "name")}",
        "scd_args" => ScdArguments,
        "replace" => arguments => InformationView(Incorporate(relation, arguments.Named), arguments.Named),
        "relation_max_name_length" => _ => (long?)relation.Rules.MaxNameLength,
        _ => null,
    };

    /// <summary>Packages ask <c>relation.get('metadata', {}).get('type', '')</c> to know a relation when they see one.</summary>
    private static object? Get(Relation relation, TemplateArguments arguments)
    {
        var key = arguments.Require<string>(0, "key");
        if (key == "metadata") return new Dictionary<string, object?>(StringComparer.Ordinal) { ["type"] = "Relation" };
        return relation.TryGetMember(key, out var value) ? value : arguments[1, "default"];
    }

    private static bool? Flag(TemplateArguments arguments, int index, string name) => arguments[index, name] as bool?;

    private static Relation Replace(Relation relation, IReadOnlyDictionary<string, object?> parts) => relation with
    {
        Database = parts.TryGetValue("database", out var database) ? database?.ToString() : relation.Database,
        Schema = parts.TryGetValue("schema", out var schema) ? schema?.ToString() : relation.Schema,
        Identifier = parts.TryGetValue("identifier", out var identifier) ? identifier?.ToString() : relation.Identifier,
        External = null,
    };

    private static Relation Incorporate(Relation relation, IReadOnlyDictionary<string, object?> changes)
    {
        var result = relation;
        if (changes.GetValueOrDefault("path") is IReadOnlyDictionary<string, object?> path) result = Replace(result, path);
        if (changes.TryGetValue("type", out var type)) result = result with { Type = RelationTypes.Parse(type as string) };
        if (changes.TryGetValue("limit", out var limit)) result = result with { Limit = limit is null ? null : Convert.ToInt64(limit, null) };
        if (changes.GetValueOrDefault("quote_policy") is IReadOnlyDictionary<string, object?> quote)
            result = result.WithQuoting(Part(quote, "database"), Part(quote, "schema"), Part(quote, "identifier"));
        if (changes.GetValueOrDefault("include_policy") is IReadOnlyDictionary<string, object?> include)
            result = result.Including(Part(include, "database"), Part(include, "schema"), Part(include, "identifier"));
        return result;
    }

    private static Relation InformationView(Relation relation, IReadOnlyDictionary<string, object?> changes) =>
        changes.TryGetValue("information_schema_view", out var view) ? relation with { InformationSchemaView = view as string ?? "" } : relation;

    private static bool? Part(IReadOnlyDictionary<string, object?> policy, string name) => policy.GetValueOrDefault(name) as bool?;

    private static object? Matches(Relation relation, TemplateArguments arguments)
    {
        (string? Wanted, string? Actual)[] parts =
        [
            (arguments[0, "database"] as string, relation.Database), (arguments[1, "schema"] as string, relation.Schema), (arguments[2, "identifier"] as string, relation.Identifier),
        ];
        if (parts.All(part => part.Wanted is null)) throw new TemplateException("Tried to match relation, but no search path was passed!");
        return parts.All(part => part.Wanted is null || part.Wanted == part.Actual);
    }

    private static Dictionary<string, object?> Dictionary(Relation relation) => new(StringComparer.Ordinal)
    {
        ["path"] = relation.TryGetMember("path", out var path) ? path : null,
        ["type"] = relation.Type?.Name(),
        ["quote_character"] = $"{relation.Quote}",
    };

    private static object? ScdArguments(TemplateArguments arguments) => arguments[0, "primary_key"] switch
    {
        IReadOnlyList<object?> keys => new List<object?>([.. keys, arguments[1, "updated_at"]]),
        var key => new List<object?> { key, arguments[1, "updated_at"] },
    };
}

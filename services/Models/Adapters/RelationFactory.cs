using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

/// <summary>What templates see as <c>api.Relation</c>.</summary>
public sealed class RelationFactory(IAdapter adapter) : ITemplateObject
{
    private readonly Relation _empty = adapter.Relation(null, null, null);

    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "create" => (TemplateFunction)(arguments => Create(_empty, arguments)),
            "create_from" => (TemplateFunction)(arguments => CreateFrom(_empty, arguments.Require<object>(1, "relation_config"), arguments.Named)),
            "get_relation_type" => (TemplateFunction)(arguments => arguments[0, "value"]),
            "scd_args" or "add_ephemeral_prefix" => RelationMethods.Find(_empty, name),
            _ => null,
        };
        return value is not null || TryTypeName(name, out value);
    }

    public override string ToString() => "Relation";

    /// <summary>The constants <c>Table</c>, <c>View</c>, ... of relations and of their class.</summary>
    internal static bool TryTypeName(string name, out object? value)
    {
        value = name switch
        {
            "Table" => "table",
            "View" => "view",
            "CTE" => "cte",
            "MaterializedView" => "materialized_view",
            "External" => "external",
            "PointerTable" => "pointer_table",
            "Function" => "function",
            _ => null,
        };
        return value is not null;
    }

    internal static Relation Create(Relation like, TemplateArguments arguments)
    {
        var relation = like with
        {
            Database = arguments[0, "database"]?.ToString(),
            Schema = arguments[1, "schema"]?.ToString(),
            Identifier = arguments[2, "identifier"]?.ToString(),
            Type = RelationTypes.Parse(arguments[3, "type"] as string),
            External = arguments[-1, "external"] as string,
            InformationSchemaView = null,
        };
        return Policies(relation, arguments.Named).Checked();
    }

    /// <param name="node">A node as templates see it: a mapping with database, schema, alias or identifier.</param>
    internal static Relation CreateFrom(Relation like, object node, IReadOnlyDictionary<string, object?> named)
    {
        var relation = like with
        {
            Database = Part(node, "database"),
            Schema = Part(node, "schema"),
            Identifier = Part(node, "identifier") ?? Part(node, "alias") ?? Part(node, "name"),
            Type = RelationTypes.Parse(named.GetValueOrDefault("type") as string),
        };
        return Policies(relation, named).Checked();
    }

    private static Relation Policies(Relation relation, IReadOnlyDictionary<string, object?> named)
    {
        if (named.GetValueOrDefault("quote_policy") is IReadOnlyDictionary<string, object?> quote)
            relation = relation.WithQuoting(quote.GetValueOrDefault("database") as bool?, quote.GetValueOrDefault("schema") as bool?, quote.GetValueOrDefault("identifier") as bool?);
        if (named.GetValueOrDefault("include_policy") is IReadOnlyDictionary<string, object?> include)
            relation = relation.Including(include.GetValueOrDefault("database") as bool?, include.GetValueOrDefault("schema") as bool?, include.GetValueOrDefault("identifier") as bool?);
        return named.GetValueOrDefault("limit") is { } limit ? relation with { Limit = Convert.ToInt64(limit, null) } : relation;
    }

    private static string? Part(object node, string name) => node switch
    {
        IReadOnlyDictionary<string, object?> values => values.GetValueOrDefault(name) as string,
        ITemplateObject other when other.TryGetMember(name, out var value) => value as string,
        _ => null,
    };
}

/// <summary>What templates see as <c>api</c>.</summary>
public sealed class ApiValue(IAdapter adapter) : ITemplateObject
{
    private readonly RelationFactory _relations = new(adapter);
    private readonly ColumnFactory _columns = new(adapter.Traits.ColumnTypes);

    public bool TryGetMember(string name, out object? value)
    {
        value = name switch { "Relation" => _relations, "Column" => _columns, _ => null };
        return value is not null;
    }
}

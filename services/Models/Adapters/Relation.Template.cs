using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

public sealed partial record Relation
{
    /// <summary>Packages know a relation by its being a mapping with <c>metadata</c>.</summary>
    public bool IsMapping => true;

    /// <summary>How often templates on this thread have looked at where a relation is: a text that did is another where relations are elsewhere.</summary>
    [ThreadStatic]
    private static int _placesRead;

    internal static int PlacesRead => _placesRead;

    public bool TryGetMember(string name, out object? value)
    {
        if (name is "database" or "schema" or "path" or "matches" or "to_dict" or "get") _placesRead++;
        value = name switch
        {
            "database" => Database,
            "schema" => Schema,
            "identifier" or "table" or "name" => Identifier,
            "type" => Type?.Name(),
            "is_table" => Type == RelationType.Table,
            "is_view" => Type == RelationType.View,
            "is_cte" => Type == RelationType.Cte,
            "is_materialized_view" => Type == RelationType.MaterializedView,
            "is_pointer" => Type == RelationType.Pointer,
            "is_function" => Type == RelationType.Function,
            "can_be_renamed" => Type is { } type && Rules.Renameable.Contains(type),
            "can_be_replaced" => Type is { } type && Rules.Replaceable.Contains(type),
            "quote_character" => $"{Quote}",
            "limit" => Limit,
            "external" => External,
            "information_schema_view" => InformationSchemaView is { Length: > 0 } view ? view : null,
            "path" => Parts(Database, Schema, Identifier),
            "quote_policy" => Parts(QuoteDatabase, QuoteSchema, QuoteIdentifier),
            "include_policy" => Parts(IncludeDatabase, IncludeSchema, IncludeIdentifier),
            _ => RelationMethods.Find(this, name) ?? (object)this,
        };
        if (value is null or not Relation) return true;
        return RelationFactory.TryTypeName(name, out value);
    }

    internal Relation WithQuoting(bool? database, bool? schema, bool? identifier) => this with
    {
        QuoteDatabase = database ?? QuoteDatabase,
        QuoteSchema = schema ?? QuoteSchema,
        QuoteIdentifier = identifier ?? QuoteIdentifier,
    };

    internal Relation Including(bool? database, bool? schema, bool? identifier) => this with
    {
        IncludeDatabase = database ?? IncludeDatabase,
        IncludeSchema = schema ?? IncludeSchema,
        IncludeIdentifier = identifier ?? IncludeIdentifier,
    };

    /// <exception cref="TemplateException">The engine would cut the name off.</exception>
    internal Relation Checked() => Type is not null && Identifier?.Length > Rules.MaxNameLength
        ? throw new TemplateException($"Relation name '{Identifier}' is longer than {Rules.MaxNameLength} characters")
        : this;

    private static Dictionary<string, object?> Parts(object? database, object? schema, object? identifier) =>
        new(StringComparer.Ordinal) { ["database"] = database, ["schema"] = schema, ["identifier"] = identifier };
}

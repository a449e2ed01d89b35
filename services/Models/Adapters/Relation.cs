using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

/// <summary>
/// A table or view by name, and how its name is written: which parts are included and which are quoted. Immutable; what templates call
/// (<c>include</c>, <c>quote</c>, <c>incorporate</c>) gives another.
/// </summary>
public sealed partial record Relation(string? Database, string? Schema, string? Identifier, RelationType? Type, char Quote) : ITemplateObject
{
    public bool QuoteDatabase { get; init; } = true;

    public bool QuoteSchema { get; init; } = true;

    public bool QuoteIdentifier { get; init; } = true;

    public bool IncludeDatabase { get; init; } = true;

    public bool IncludeSchema { get; init; } = true;

    public bool IncludeIdentifier { get; init; } = true;

    /// <summary>Rows to take at most (<c>--empty</c> gives 0), written as a subquery; null for all.</summary>
    public long? Limit { get; init; }

    /// <summary>Microbatch: the rows to take, written as a subquery.</summary>
    public EventTimeFilter? EventTime { get; init; }

    /// <summary>Written in place of the name: a file that the engine reads.</summary>
    public string? External { get; init; }

    /// <summary><see cref="External"/> is in a folder that the target names, so that it is elsewhere for another target.</summary>
    public bool IsExternalPlaced { get; init; }

    /// <summary>Set for <c>information_schema</c> of the relation's database: the view of it, or an empty text for none.</summary>
    public string? InformationSchemaView { get; init; }

    public RelationRules Rules { get; init; } = RelationRules.Default;

    /// <summary>The name as written into SQL, without what narrows its rows.</summary>
    public string Render()
    {
        if (External is not null)
        {
            if (IsExternalPlaced) _placesRead++;
            return External;
        }
        var parts = new List<string>(4);
        if (IncludeDatabase && Database is not null) parts.Add(Part(Database, QuoteDatabase));
        if (IncludeSchema && Schema is not null) parts.Add(Part(Schema, QuoteSchema));
        if (IncludeIdentifier && Identifier is not null) parts.Add(Part(Identifier, QuoteIdentifier));
        if (InformationSchemaView is { Length: > 0 } view) parts.Add(view);
        return string.Join('.', parts);
    }

    /// <summary>As a query reads it: the name, or a subquery of the rows to take.</summary>
    public override string ToString()
    {
        if (Type == RelationType.Function) return Render();
        var text = Limited();
        return EventTime?.Render() is { Length: > 0 } filter ? $"(select * from {text} where {filter}){Alias("et_filter")}" : text;
    }

    /// <summary>The schema alone.</summary>
    public Relation WithoutIdentifier() => this with { Identifier = null, IncludeIdentifier = false };

    public Relation InformationSchema(string? view) => this with
    {
        Schema = null,
        Identifier = "INFORMATION_SCHEMA",
        Type = RelationType.View,
        IncludeDatabase = Database is not null,
        IncludeSchema = false,
        IncludeIdentifier = true,
        QuoteIdentifier = false,
        InformationSchemaView = view ?? "",
        Limit = null,
        EventTime = null,
        External = null,
    };

    public string Quoted(string name) => Part(name, quoted: true);

    public bool Equals(Relation? other) => other is not null
        && (Database, Schema, Identifier, Type, Limit, EventTime, External) == (other.Database, other.Schema, other.Identifier, other.Type, other.Limit, other.EventTime, other.External)
        && (QuoteDatabase, QuoteSchema, QuoteIdentifier, InformationSchemaView) == (other.QuoteDatabase, other.QuoteSchema, other.QuoteIdentifier, other.InformationSchemaView)
        && (IncludeDatabase, IncludeSchema, IncludeIdentifier) == (other.IncludeDatabase, other.IncludeSchema, other.IncludeIdentifier);

    public override int GetHashCode() => Render().GetHashCode(StringComparison.Ordinal);

    internal string Limited() => Limit switch
    {
        null => Render(),
        0 => $"(select * from {Render()} where false limit 0){Alias("limit")}",
        _ => $"(select * from {Render()} limit {Limit}){Alias("limit")}",
    };

    private string Alias(string kind) => Rules.RequiresAlias ? $" _dbt_{kind}_subq_{Identifier}" : "";

    private string Part(string name, bool quoted)
    {
        if (!quoted) return name;
        var quote = Quote;
        var mark = new ReadOnlySpan<char>(in quote);
        return string.Concat(mark, name.Contains(quote, StringComparison.Ordinal) ? name.Replace($"{quote}", $"{quote}{quote}", StringComparison.Ordinal) : name, mark);
    }
}

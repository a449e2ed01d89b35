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

    /// <summary>As written into SQL.</summary>
    public string Render()
    {
        var parts = new List<string>(3);
        if (IncludeDatabase && Database is not null) parts.Add(Part(Database, QuoteDatabase));
        if (IncludeSchema && Schema is not null) parts.Add(Part(Schema, QuoteSchema));
        if (IncludeIdentifier && Identifier is not null) parts.Add(Part(Identifier, QuoteIdentifier));
        return string.Join('.', parts);
    }

    private string Part(string name, bool quoted) =>
        quoted ? $"{Quote}{name.Replace($"{Quote}", $"{Quote}{Quote}", StringComparison.Ordinal)}{Quote}" : name;
}

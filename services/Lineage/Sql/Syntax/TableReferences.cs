namespace ControlPlane.Lineage.Sql.Syntax;

internal enum JoinKind
{
    Inner,
    Left,
    Right,
    Full,

    /// <summary>SEMI and ANTI: the right side chooses rows and is not seen after.</summary>
    Choosing,
}

/// <summary>One relation of FROM with how it is joined to those before it; a comma is an inner join.</summary>
internal sealed record JoinStep(JoinKind Kind, TableReference Table)
{
    public Expression? On { get; init; }

    public IReadOnlyList<string> Using { get; init; } = [];

    public bool IsNatural { get; init; }
}

internal abstract record TableReference
{
    public string? Alias { get; init; }

    public IReadOnlyList<string> ColumnAliases { get; init; } = [];
}

internal sealed record NamedTable(IReadOnlyList<string> Parts) : TableReference;

internal sealed record FileTable(IReadOnlyList<string> Paths) : TableReference;

internal sealed record DerivedTable(Query Query, bool IsLateral) : TableReference;

internal sealed record FunctionTable(IReadOnlyList<CallExpression> Calls, bool HasOrdinality) : TableReference;

/// <summary>Joins in parentheses.</summary>
internal sealed record JoinedTable(IReadOnlyList<JoinStep> Steps) : TableReference;

/// <param name="Aggregates">With their aliases.</param>
/// <param name="Keys">What is turned into columns.</param>
/// <param name="Values">The names of the columns; empty where the data decides.</param>
/// <param name="GroupBy">Null where every column that is not used otherwise is kept.</param>
internal sealed record PivotTable(
    TableReference Source, IReadOnlyList<SelectItem> Aggregates, IReadOnlyList<Expression> Keys, IReadOnlyList<string> Values, IReadOnlyList<Expression>? GroupBy) : TableReference;

/// <param name="Columns">What is turned into rows, stars included.</param>
internal sealed record UnpivotTable(TableReference Source, IReadOnlyList<Expression> Columns, string NameColumn, IReadOnlyList<string> ValueColumns) : TableReference;

namespace ControlPlane.Lineage.Sql.Syntax;

/// <summary>WITH, the branches of UNION, INTERSECT and EXCEPT in one flat list, ORDER BY and LIMIT.</summary>
internal sealed record Query(IReadOnlyList<CommonTable> With, bool IsRecursive, IReadOnlyList<Branch> Branches, IReadOnlyList<Expression> Order, IReadOnlyList<Expression> Limits);

internal sealed record CommonTable(string Name, IReadOnlyList<string> Columns, Query Query);

internal enum SetOperator
{
    First,
    Union,
    Intersect,
    Except,
}

internal sealed record Branch(SetOperator Operator, bool IsByName, QueryBody Body);

internal abstract record QueryBody;

internal sealed record NestedBody(Query Query) : QueryBody;

internal sealed record ValuesBody(IReadOnlyList<IReadOnlyList<Expression>> Rows) : QueryBody;

internal sealed record SelectBody(IReadOnlyList<SelectItem> Items, IReadOnlyList<JoinStep> From) : QueryBody
{
    public IReadOnlyList<Expression> DistinctOn { get; init; } = [];

    public Expression? Where { get; init; }

    public IReadOnlyList<Expression> GroupBy { get; init; } = [];

    public bool GroupsByAll { get; init; }

    public Expression? Having { get; init; }

    public Expression? Qualify { get; init; }

    public IReadOnlyList<(string Name, Window Window)> Windows { get; init; } = [];
}

/// <param name="Repeats">Holds a COLUMNS(…), and so stands for as many columns as that chooses.</param>
/// <param name="Text">As written.</param>
internal sealed record SelectItem(Expression Value, string? Alias, bool Repeats, string Text);

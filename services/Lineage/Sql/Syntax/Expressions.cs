namespace ControlPlane.Lineage.Sql.Syntax;

/// <summary>
/// A value, only as far as lineage sees it: operators have no precedence and no names, since the columns in <c>a + b * c</c> are the same
/// whichever binds tighter.
/// </summary>
internal abstract record Expression;

/// <param name="Name">What PostgreSQL calls the column, as <c>date</c> or <c>current_date</c>.</param>
/// <param name="Text">Of a string or number.</param>
internal sealed record LiteralExpression(string? Name = null, string? Text = null, bool IsNumber = false) : Expression;

internal sealed record ColumnReference(IReadOnlyList<string> Parts) : Expression;

/// <summary>Operators between operands, in one flat list.</summary>
/// <param name="Name">Where the operator is a function in truth, as <c>AT TIME ZONE</c> is <c>timezone</c>.</param>
internal sealed record OperationExpression(IReadOnlyList<Expression> Operands, string? Name = null) : Expression;

internal sealed record CastExpression(Expression Value, string TypeName) : Expression;

/// <summary><c>(value).field</c>, or <c>value[index]</c> where there is no field.</summary>
internal sealed record PartExpression(Expression Value, string? Field, IReadOnlyList<Expression> Indexes) : Expression;

/// <summary>A row, array, list or struct.</summary>
internal sealed record ListExpression(IReadOnlyList<Expression> Items, string? Name) : Expression;

internal sealed record CaseExpression(IReadOnlyList<Expression> Conditions, IReadOnlyList<Expression> Results, Expression? Else) : Expression;

internal sealed record LambdaExpression(IReadOnlyList<string> Parameters, Expression Body) : Expression;

internal enum SubqueryKind
{
    Scalar,
    Exists,
    Array,
}

internal sealed record SubqueryExpression(Query Query, SubqueryKind Kind) : Expression;

/// <param name="Name">Of one part, or with its schema before it.</param>
internal sealed record CallExpression(IReadOnlyList<string> Name, IReadOnlyList<Expression> Arguments) : Expression
{
    public string Function => Name[^1];

    public bool IsDistinct { get; init; }

    public IReadOnlyList<Expression> Order { get; init; } = [];

    /// <summary>The values of an ordered-set aggregate stand in its ORDER BY.</summary>
    public IReadOnlyList<Expression> WithinGroup { get; init; } = [];

    public Expression? Filter { get; init; }

    public Window? Over { get; init; }
}

/// <param name="Base">The window of the WINDOW clause that this one is, or adds to.</param>
internal sealed record Window(string? Base, IReadOnlyList<Expression> Partition, IReadOnlyList<Expression> Order);

/// <param name="Qualifier">The relation's name; empty for all relations.</param>
internal sealed record StarExpression(IReadOnlyList<string> Qualifier) : Expression
{
    /// <summary>Written as COLUMNS(…), so that what surrounds it is repeated for every column.</summary>
    public bool Repeats { get; init; }

    /// <summary>Which columns are meant, by name; null for all.</summary>
    public StarFilter? Filter { get; init; }

    public IReadOnlyList<string> Excluded { get; init; } = [];

    public IReadOnlyList<(Expression Value, string Name)> Replaced { get; init; } = [];

    public IReadOnlyList<(string From, string To)> Renamed { get; init; } = [];
}

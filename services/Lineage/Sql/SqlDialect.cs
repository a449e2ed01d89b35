using System.Collections.Frozen;

namespace ControlPlane.Lineage.Sql;

/// <summary>What sets one engine's SQL apart from another's, as far as lineage depends on it.</summary>
public sealed record SqlDialect
{
    private static readonly string[] StopsEverywhere =
    [
        "all", "and", "as", "asc", "between", "case", "collate", "cross", "desc", "distinct", "else", "end", "except", "fetch", "for", "from", "full", "group", "having", "ilike", "in", "inner",
        "intersect", "into", "is", "isnull", "join", "left", "like", "limit", "natural", "not", "notnull", "offset", "on", "or", "order", "outer", "returning", "right", "select",
        "similar", "tablesample", "then", "union", "using", "when", "where", "window", "with",
    ];

    public static readonly SqlDialect PostgreSql = new()
    {
        Name = "postgresql",
        FoldsNames = true,
        Names = StringComparer.Ordinal,
        Stops = StopsEverywhere.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
        MergedColumnsComeFirst = true,
        NamesExpressionsByKind = true,
        FirstValueColumn = ("column", 1),
    };

    public static readonly SqlDialect DuckDb = new()
    {
        Name = "duckdb",
        Names = StringComparer.OrdinalIgnoreCase,
        Stops = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, [.. StopsEverywhere, "anti", "asof", "glob", "pivot", "positional", "qualify", "semi", "unpivot"]),
        QuestionMarkIsParameter = true,
        StartsWithFrom = true,
        AliasesInFront = true,
        AliasesAreVisible = true,
        LateralByItself = true,
        ReadsFiles = true,
        HasStructs = true,
        RenamesDuplicates = true,
        FirstValueColumn = ("col", 0),
    };

    /// <summary>As OpenLineage's <c>sql</c> facet names it.</summary>
    public required string Name { get; init; }

    /// <summary>How two names are compared, after folding.</summary>
    public required StringComparer Names { get; init; }

    /// <summary>Words that end what stands before them, so that they cannot be an alias without AS.</summary>
    internal FrozenSet<string> Stops { get; private init; } = [];

    /// <summary>A name without quotes is in lower case.</summary>
    public bool FoldsNames { get; private init; }

    internal bool QuestionMarkIsParameter { get; private init; }

    /// <summary>FROM may stand before SELECT, or without it.</summary>
    internal bool StartsWithFrom { get; private init; }

    /// <summary><c>alias: expression</c></summary>
    internal bool AliasesInFront { get; private init; }

    /// <summary>An alias of the select list may be used in every other part of the SELECT, and not in GROUP BY and ORDER BY alone.</summary>
    internal bool AliasesAreVisible { get; private init; }

    /// <summary>A subquery in FROM sees what stands before it without the word LATERAL.</summary>
    internal bool LateralByItself { get; private init; }

    /// <summary>A string or a function such as read_parquet in FROM names a file.</summary>
    public bool ReadsFiles { get; private init; }

    /// <summary><c>column.field</c> needs no parentheses, functions may be called as methods, and lists are mapped with lambdas.</summary>
    internal bool HasStructs { get; private init; }

    /// <summary>The second <c>id</c> of a subquery is <c>id_1</c> outside.</summary>
    internal bool RenamesDuplicates { get; private init; }

    /// <summary>The columns of USING stand before all others of a star.</summary>
    internal bool MergedColumnsComeFirst { get; private init; }

    /// <summary>An expression without alias has the name of its function or kind, and not its text.</summary>
    internal bool NamesExpressionsByKind { get; private init; }

    /// <summary>What the columns of VALUES are called.</summary>
    internal (string Prefix, int First) FirstValueColumn { get; private init; }

    public override string ToString() => Name;
}

namespace ControlPlane.Lineage.Sql.Syntax;

/// <summary>One SELECT with its clauses.</summary>
internal sealed partial class QueryParser
{
    private static readonly SelectItem Everything = new(new StarExpression([]), null, false, "*");

    /// <summary>Of an expression whose text may be its name.</summary>
    private const int LongestText = 500;

    private bool _sawRepeated;

    private SelectBody ParseSelect()
    {
        List<Expression> distinct = [];
        List<SelectItem>? items = null;
        IReadOnlyList<JoinStep> from = [];
        if (tokens.Dialect.StartsWithFrom && tokens.Skip("from"))
        {
            from = ParseFrom();
            if (tokens.Skip("select")) items = ParseSelectList(distinct);
        }
        else
        {
            tokens.Expect("select");
            items = ParseSelectList(distinct);
            if (tokens.Skip("from")) from = ParseFrom();
        }

        return ParseClauses(new SelectBody(items ?? [Everything], from) { DistinctOn = distinct });
    }

    private SelectBody ParseClauses(SelectBody select)
    {
        while (true)
        {
            if (tokens.Skip("where")) select = select with { Where = ParseExpression() };
            else if (tokens.Skip("group", "by")) select = ParseGroupBy(select);
            else if (tokens.Skip("having")) select = select with { Having = ParseExpression() };
            else if (tokens.Dialect.Stops.Contains("qualify") && tokens.Skip("qualify")) select = select with { Qualify = ParseExpression() };
            else if (tokens.Is("window") && tokens.Peek().IsName) select = select with { Windows = ParseWindows() };
            else if (tokens.Is("using", "sample") && tokens.Skip("using", "sample")) SkipSample();
            else return select;
        }
    }

    private List<SelectItem> ParseSelectList(List<Expression> distinct)
    {
        if (tokens.Skip("distinct"))
        {
            if (tokens.Skip("on"))
            {
                tokens.ExpectSymbol("(");
                distinct.AddRange(ParseList(")"));
                tokens.ExpectSymbol(")");
            }
        }
        else if (tokens.Is("all") && !tokens.Peek().IsSymbol("("))
        {
            tokens.Take();
        }

        List<SelectItem> items = [];
        do
        {
            // A comma after the last item is allowed by DuckDB, an empty list by PostgreSQL.
            if (tokens.AtEnd || tokens.IsSymbol(")") || tokens.IsSymbol(";") || AtSetOperator || tokens.IsAny(["from", "where", "group", "order", "limit", "having"])) break;
            items.Add(ParseSelectItem());
        }
        while (tokens.SkipSymbol(","));
        if (tokens.Skip("into")) ParseDottedName();
        return items;
    }

    private SelectItem ParseSelectItem()
    {
        string? alias = null;
        if (tokens.Dialect.AliasesInFront && tokens.Current.IsName && tokens.Peek().IsSymbol(":"))
        {
            alias = tokens.TakeName();
            tokens.Take();
        }

        var outside = _sawRepeated;
        _sawRepeated = false;
        var start = tokens.Current.Start;
        var value = ParseExpression();
        var text = tokens.TextBetween(start, Math.Min(tokens.Previous.End, start + LongestText));
        var repeats = _sawRepeated;
        _sawRepeated = outside;
        return new(value, ParseAlias() ?? alias, repeats, text);
    }

    private string? ParseAlias()
    {
        if (tokens.Skip("as")) return tokens.Current.Kind == TokenKind.String ? tokens.Take().Text : tokens.TakeName();
        return tokens.AtAlias ? tokens.TakeName() : null;
    }

    private SelectBody ParseGroupBy(SelectBody select)
    {
        if (tokens.Is("all") && !tokens.Peek().IsSymbol("("))
        {
            tokens.Take();
            if (tokens.AtEnd || tokens.IsSymbol(")") || tokens.IsSymbol(";") || tokens.Current.Kind == TokenKind.Word && tokens.Dialect.Stops.Contains(tokens.Current.Text))
                return select with { GroupsByAll = true };
        }

        tokens.Skip("distinct");
        List<Expression> keys = [];
        do
        {
            tokens.Skip("grouping", "sets");
            keys.Add(ParseExpression());
        }
        while (tokens.SkipSymbol(","));
        return select with { GroupBy = keys };
    }

    private List<(string, Window)> ParseWindows()
    {
        tokens.Take();
        List<(string, Window)> windows = [];
        do
        {
            var name = tokens.TakeName();
            tokens.Expect("as");
            tokens.ExpectSymbol("(");
            windows.Add((name, ParseWindow()));
        }
        while (tokens.SkipSymbol(","));
        return windows;
    }

    /// <summary>What is in the parentheses of OVER, and the closing one.</summary>
    private Window ParseWindow()
    {
        string? name = null;
        List<Expression> partition = [], order = [];
        if (tokens.Current.IsName && !tokens.IsAny(["partition", "order", "rows", "range", "groups"])) name = tokens.TakeName();
        if (tokens.Skip("partition", "by")) partition = ParseExpressions();
        if (tokens.Skip("order", "by")) order = ParseOrder();
        tokens.SkipToClosing();
        return new(name, partition, order);
    }

    private List<Expression> ParseExpressions()
    {
        List<Expression> items = [];
        do items.Add(ParseExpression());
        while (tokens.SkipSymbol(","));
        return items;
    }
}

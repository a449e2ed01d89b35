namespace ControlPlane.Lineage.Sql.Syntax;

/// <summary>
/// Reads the SELECT language of the dialects. It takes more than the engines do, since they have the last word on what is valid: only
/// what could change which columns are meant is looked at.
/// </summary>
internal sealed partial class QueryParser(TokenStream tokens)
{
    /// <exception cref="SqlSyntaxException">The SQL is no SELECT, or not one that this parser knows.</exception>
    /// <exception cref="InsufficientExecutionStackException">It nests too deep for the thread's stack.</exception>
    public static Query Parse(string sql, SqlDialect dialect)
    {
        var tokens = new TokenStream(sql, dialect);
        var query = new QueryParser(tokens).ParseQuery();
        while (tokens.SkipSymbol(";")) { }
        return tokens.AtEnd ? query : throw tokens.Fail("the end of the statement");
    }

    private Query ParseQuery()
    {
        tokens.Enter();
        List<CommonTable> with = [];
        var recursive = false;
        if (tokens.Skip("with"))
        {
            recursive = tokens.Is("recursive") && tokens.Peek().IsName && tokens.Skip("recursive");
            do
            {
                if (AtQuery && with.Count > 0) break;
                with.Add(ParseCommonTable());
            }
            while (tokens.SkipSymbol(","));
        }

        var query = ParseBranches(with, recursive, [ParseBranch(SetOperator.First, false)]);
        tokens.Leave();
        return query;
    }

    /// <summary>The rest of a query whose first branch is read.</summary>
    private Query ParseBranches(IReadOnlyList<CommonTable> with, bool recursive, List<Branch> branches)
    {
        while (NextSetOperator() is { } operation)
        {
            if (!tokens.Skip("all")) tokens.Skip("distinct");
            branches.Add(ParseBranch(operation, tokens.Skip("by", "name")));
        }

        List<Expression> order = [], limits = [];
        ParseTail(order, limits);
        return with.Count == 0 && order.Count == 0 && limits.Count == 0 && branches is [{ Body: NestedBody nested }]
            ? nested.Query
            : new Query(with, recursive, branches, order, limits);
    }

    private bool AtSetOperator => tokens.IsAny(["union", "intersect", "except"]);

    private SetOperator? NextSetOperator() =>
        tokens.Skip("union") ? SetOperator.Union : tokens.Skip("intersect") ? SetOperator.Intersect : tokens.Skip("except") ? SetOperator.Except : null;

    private CommonTable ParseCommonTable()
    {
        var name = tokens.TakeName();
        IReadOnlyList<string> columns = tokens.IsSymbol("(") ? ParseNames() : [];
        if (tokens.Skip("using")) tokens.SkipAny("key");
        if (tokens.SkipSymbol("(")) tokens.SkipToClosing();
        tokens.Expect("as");
        tokens.Skip("not");
        tokens.Skip("materialized");
        tokens.ExpectSymbol("(");
        var query = ParseQuery();
        tokens.ExpectSymbol(")");
        SkipSearchAndCycle();
        return new(name, columns, query);
    }

    /// <summary>SEARCH … SET column and CYCLE … SET column USING column: the columns that they add follow no other column.</summary>
    private void SkipSearchAndCycle()
    {
        while (tokens.IsAny(["search", "cycle"]) && !tokens.Peek().IsSymbol(","))
        {
            while (!tokens.AtEnd && !tokens.IsSymbol(",") && !tokens.IsSymbol(")") && !AtQuery) tokens.Take();
            while (tokens.SkipSymbol(",") && !(tokens.Peek().Is("as") || tokens.Peek().IsSymbol("("))) tokens.TakeName();
        }
    }

    private bool AtQuery => tokens.Current.Kind == TokenKind.Word && IsQueryStart(tokens.Current, tokens.Peek());

    private bool IsQueryStart(Token token, Token next) =>
        token.Is("select") || token.Is("with") || token.Is("values") && next.IsSymbol("(") || token.Is("table") && next.IsName
        || tokens.Dialect.StartsWithFrom && (token.Is("from") || (token.Is("pivot") || token.Is("unpivot")) && next.Kind != TokenKind.Symbol);

    private Branch ParseBranch(SetOperator operation, bool byName)
    {
        if (tokens.SkipSymbol("("))
        {
            var query = ParseQuery();
            tokens.ExpectSymbol(")");
            return new(operation, byName, new NestedBody(query));
        }

        return new(operation, byName, ParseBody());
    }

    private QueryBody ParseBody()
    {
        if (tokens.Skip("values")) return ParseValues();
        if (tokens.Is("table") && tokens.Peek().IsName)
        {
            tokens.Take();
            return new SelectBody([Everything], [new JoinStep(JoinKind.Inner, new NamedTable(ParseDottedName()))]);
        }

        if (tokens.Dialect.StartsWithFrom && tokens.IsAny(["pivot", "unpivot"])) return new SelectBody([Everything], [new JoinStep(JoinKind.Inner, ParsePivotStatement())]);
        return ParseSelect();
    }

    private ValuesBody ParseValues()
    {
        List<IReadOnlyList<Expression>> rows = [];
        do
        {
            if (!tokens.IsSymbol("(")) break;
            tokens.Take();
            rows.Add(ParseList(")"));
            tokens.ExpectSymbol(")");
        }
        while (tokens.SkipSymbol(","));
        return new(rows);
    }

    /// <summary>ORDER BY, LIMIT, OFFSET, FETCH and FOR UPDATE, in any order.</summary>
    private void ParseTail(List<Expression> order, List<Expression> limits)
    {
        while (true)
        {
            if (tokens.Skip("order", "by")) order.AddRange(ParseOrder());
            else if (tokens.SkipAny("limit", "offset"))
            {
                if (!tokens.Skip("all")) limits.Add(ParseExpression());
                tokens.SkipSymbol("%");
                tokens.SkipAny("rows", "row", "percent");
            }
            else if (tokens.Skip("fetch"))
            {
                while (tokens.SkipAny("first", "next", "row", "rows", "only", "with", "ties", "percent") || tokens.Current.Kind is TokenKind.Number or TokenKind.Parameter && tokens.Take().End > 0) { }
            }
            else if (tokens.Is("for") && tokens.Peek() is var next && (next.Is("update") || next.Is("share") || next.Is("no") || next.Is("key")))
            {
                while (!tokens.AtEnd && !tokens.IsSymbol(")") && !tokens.IsSymbol(";") && !tokens.IsAny(["limit", "offset", "fetch"])) tokens.Take();
            }
            else if (tokens.Skip("using", "sample")) SkipSample();
            else return;
        }
    }

    private List<Expression> ParseOrder()
    {
        List<Expression> items = [];
        do
        {
            if (tokens.Is("all") && !tokens.Peek().IsSymbol("(")) tokens.Take();
            else items.Add(ParseExpression());
            if (tokens.Skip("using")) tokens.Take();
            tokens.SkipAny("asc", "desc");
            if (tokens.Skip("nulls")) tokens.SkipAny("first", "last");
        }
        while (tokens.SkipSymbol(","));
        return items;
    }

    /// <summary>Names with commas in parentheses.</summary>
    private List<string> ParseNames()
    {
        List<string> names = [];
        tokens.ExpectSymbol("(");
        while (!tokens.IsSymbol(")"))
        {
            names.Add(tokens.Current.Kind == TokenKind.String ? tokens.Take().Text : ParseDottedName()[^1]);
            if (!tokens.SkipSymbol(",")) break;
        }

        tokens.ExpectSymbol(")");
        return names;
    }

    private List<string> ParseDottedName()
    {
        List<string> parts = [tokens.TakeName()];
        while (tokens.IsSymbol(".") && tokens.Peek().IsName)
        {
            tokens.Take();
            parts.Add(tokens.TakeName());
        }

        return parts;
    }
}

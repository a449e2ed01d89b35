namespace ControlPlane.Lineage.Sql.Syntax;

/// <summary>PIVOT and UNPIVOT, behind a relation of FROM and as a statement.</summary>
internal sealed partial class QueryParser
{
    private TableReference ParsePivotOf(TableReference source)
    {
        if (tokens.Skip("unpivot")) return ParseUnpivotOf(source);
        tokens.Expect("pivot");
        tokens.ExpectSymbol("(");
        var aggregates = ParseSelectList([]);
        tokens.Expect("for");
        List<Expression> keys = [];
        List<string> values = [];
        while (!tokens.IsSymbol(")") && !tokens.Is("group"))
        {
            keys.Add(ParsePrimary());
            tokens.Expect("in");
            if (tokens.IsSymbol("(")) values.AddRange(ParsePivotValues());
            else tokens.TakeName();
        }

        var group = tokens.Skip("group", "by") ? ParseExpressions() : null;
        tokens.ExpectSymbol(")");
        return new PivotTable(source, aggregates, keys, keys.Count > 1 ? [] : values, group);
    }

    /// <summary>The values become column names, each with an alias or as it is; none where a query chooses them.</summary>
    private List<string> ParsePivotValues()
    {
        List<string> names = [];
        tokens.ExpectSymbol("(");
        if (AtQuery)
        {
            ParseQuery();
            tokens.ExpectSymbol(")");
            return names;
        }

        while (!tokens.IsSymbol(")"))
        {
            var start = tokens.Current.Start;
            var value = ParseExpression();
            var text = tokens.TextBetween(start, tokens.Previous.End);
            names.Add(ParseAlias() ?? (value as LiteralExpression)?.Text ?? text);
            if (!tokens.SkipSymbol(",")) break;
        }

        tokens.ExpectSymbol(")");
        return names;
    }

    private UnpivotTable ParseUnpivotOf(TableReference source)
    {
        if (tokens.SkipAny("include", "exclude")) tokens.Skip("nulls");
        tokens.ExpectSymbol("(");
        IReadOnlyList<string> values = tokens.IsSymbol("(") ? ParseNames() : [tokens.TakeName()];
        tokens.Expect("for");
        var name = tokens.TakeName();
        tokens.Expect("in");
        tokens.ExpectSymbol("(");
        var columns = ParseUnpivotColumns();
        tokens.ExpectSymbol(")");
        tokens.ExpectSymbol(")");
        return new(source, columns, name, values);
    }

    private List<Expression> ParseUnpivotColumns()
    {
        List<Expression> columns = [];
        do
        {
            if (tokens.IsSymbol(")")) break;
            columns.Add(ParseExpression());
            ParseAlias();
        }
        while (tokens.SkipSymbol(","));
        return columns;
    }

    /// <summary>PIVOT t ON key [IN (…)] USING aggregate GROUP BY … and UNPIVOT t ON columns INTO NAME n VALUE v.</summary>
    private TableReference ParsePivotStatement()
    {
        var unpivots = tokens.Is("unpivot");
        tokens.Take();
        var source = ParseTable();
        tokens.Expect("on");
        if (unpivots)
        {
            var columns = ParseUnpivotColumns();
            var (name, values) = ("name", (IReadOnlyList<string>)["value"]);
            if (tokens.Skip("into"))
            {
                if (tokens.Skip("name")) name = tokens.TakeName();
                if (tokens.Skip("value")) values = ParseValueNames();
            }

            return new UnpivotTable(source, columns, name, values);
        }

        List<Expression> keys = [];
        List<string> found = [];
        do
        {
            keys.Add(ParsePivotKey());
            if (tokens.Skip("in") && tokens.IsSymbol("(")) found.AddRange(ParsePivotValues());
        }
        while (tokens.SkipSymbol(","));
        var aggregates = tokens.Skip("using") ? ParseSelectList([]) : [];
        var group = tokens.Skip("group", "by") ? ParseExpressions() : null;
        return new PivotTable(source, aggregates, keys, keys.Count > 1 ? [] : found, group);
    }

    private List<string> ParseValueNames()
    {
        List<string> names = [];
        do names.Add(tokens.TakeName());
        while (tokens.SkipSymbol(","));
        return names;
    }

    /// <summary>One operand, or several with || between: IN is not an operator here.</summary>
    private Expression ParsePivotKey()
    {
        List<Expression> operands = [ParsePrimary()];
        while (tokens.SkipSymbol("||")) operands.Add(ParsePrimary());
        return operands is [var only] ? only : new OperationExpression(operands);
    }
}

namespace ControlPlane.Lineage.Sql.Syntax;

/// <summary>Function calls, and what looks like one.</summary>
internal sealed partial class QueryParser
{
    private Expression ParseCall(List<string> name)
    {
        var function = name[^1].ToLowerInvariant();
        tokens.ExpectSymbol("(");
        if (name.Count == 1)
        {
            if (function is "cast" or "try_cast" or "treat") return ParseCast();
            if (function == "columns" && tokens.Dialect.HasStructs) return ParseColumns();
            if (function == "extract" && tokens.Peek().Is("from"))
            {
                tokens.Take();
                tokens.Take();
            }
        }

        var distinct = tokens.Skip("distinct");
        if (!distinct && tokens.Is("all") && !tokens.Peek().IsSymbol("(") && !tokens.Peek().IsSymbol(",")) tokens.Take();
        List<Expression> arguments = [], order = [];
        var behind = false;
        while (!tokens.SkipSymbol(")"))
        {
            if (tokens.Skip("order", "by"))
            {
                order.AddRange(ParseOrder());
                continue;
            }

            if (tokens.AtEnd) throw tokens.Fail("')'");
            if (tokens.SkipSymbol(","))
            {
                behind = false;
                continue;
            }

            if (behind ? SkipSeparator() : SkipIntroduction(function))
            {
                behind = false;
                continue;
            }

            if (behind) throw tokens.Fail("',' or ')'");
            arguments.Add(ParseArgument(function));
            behind = true;
        }

        return ParseCallTail(new CallExpression(name, arguments) { IsDistinct = distinct, Order = order });
    }

    private CallExpression ParseCallTail(CallExpression call)
    {
        while (true)
        {
            if (tokens.Is("within") && tokens.Peek().Is("group"))
            {
                tokens.Take();
                tokens.Take();
                tokens.ExpectSymbol("(");
                tokens.Expect("order");
                tokens.Expect("by");
                call = call with { WithinGroup = ParseOrder() };
                tokens.ExpectSymbol(")");
            }
            else if (tokens.Is("filter") && tokens.Peek().IsSymbol("("))
            {
                tokens.Take();
                tokens.Take();
                tokens.Skip("where");
                call = call with { Filter = ParseExpression() };
                tokens.ExpectSymbol(")");
            }
            else if (tokens.Is("over") && (tokens.Peek().IsSymbol("(") || tokens.Peek().IsName))
            {
                tokens.Take();
                call = call with { Over = tokens.SkipSymbol("(") ? ParseWindow() : new Window(tokens.TakeName(), [], []) };
            }
            else if (!tokens.Skip("ignore", "nulls") && !tokens.Skip("respect", "nulls"))
            {
                return call;
            }
        }
    }

    /// <summary>A word that stands for a comma, as in substring(text from 1 for 2), or settings that carry no column, behind an argument.</summary>
    private bool SkipSeparator()
    {
        if (tokens.SkipSymbol(":") || tokens.SkipAny("from", "for", "placing", "using", "similar", "escape", "value", "separator", "passing")) return true;
        if (tokens.Current.Kind != TokenKind.Word) return false;
        while (!tokens.AtEnd && !tokens.IsSymbol(",") && !tokens.IsSymbol(")") && !tokens.Is("order", "by"))
        {
            if (tokens.Take() is { Kind: TokenKind.Symbol, Text: "(" or "[" or "{" }) tokens.SkipToClosing();
        }

        return true;
    }

    /// <summary>Words before an argument that are none.</summary>
    private bool SkipIntroduction(string function)
    {
        if (tokens.Skip("from")) return true;
        if (tokens.Peek().IsSymbol(",") || tokens.Peek().IsSymbol(")") || tokens.Peek().IsSymbol(".")) return false;
        return tokens.Current.Kind == TokenKind.Word && (tokens.Is("variadic") && tokens.Skip("variadic")
            || function is "trim" && tokens.SkipAny("both", "leading", "trailing")
            || function.StartsWith("xml", StringComparison.Ordinal) && tokens.SkipAny("name", "document", "content"));
    }

    private Expression ParseArgument(string function)
    {
        if (AtQuery) return new SubqueryExpression(ParseQuery(), SubqueryKind.Scalar);
        if (tokens.Current.IsName && (tokens.Peek().IsSymbol("=>") || tokens.Peek().IsSymbol(":=")))
        {
            tokens.Take();
            tokens.Take();
            return ParseExpression();
        }

        if (tokens.Dialect.HasStructs && ParseLambdaParameters() is { } parameters) return new LambdaExpression(parameters, ParseExpression());
        // Named arguments of DuckDB's readers: an equation whose left side is no column.
        if (tokens.Dialect.ReadsFiles && tokens.Current.Kind == TokenKind.Word && tokens.Peek().IsSymbol("=") && FileReader.IsOne(function))
        {
            tokens.Take();
            tokens.Take();
        }

        return ParseExpression();
    }

    /// <summary>x -> … and (x, y) -> …, where what follows the arrow is no JSON path.</summary>
    private List<string>? ParseLambdaParameters()
    {
        if (tokens.Current.IsName && tokens.Peek().IsSymbol("->"))
        {
            if (tokens.Peek(2).Kind is TokenKind.String or TokenKind.Number && (tokens.Peek(3).IsSymbol(")") || tokens.Peek(3).IsSymbol(",") || tokens.Peek(3).IsSymbol("->") || tokens.Peek(3).IsSymbol("->>"))
                && tokens.Peek(2).Kind == TokenKind.String) return null;
            var name = tokens.TakeName();
            tokens.Take();
            return [name];
        }

        if (!tokens.IsSymbol("(")) return null;
        var length = 1;
        while (tokens.Peek(length).IsName && tokens.Peek(length + 1).IsSymbol(",")) length += 2;
        if (!tokens.Peek(length).IsName || !tokens.Peek(length + 1).IsSymbol(")") || !tokens.Peek(length + 2).IsSymbol("->")) return null;
        var names = ParseNames();
        tokens.Take();
        return names;
    }

    private CastExpression ParseCast()
    {
        var value = AtQuery ? new SubqueryExpression(ParseQuery(), SubqueryKind.Scalar) : ParseExpression();
        tokens.Expect("as");
        var type = ParseType();
        if (tokens.Skip("format")) ParseExpression();
        tokens.ExpectSymbol(")");
        return new(value, type);
    }

    /// <summary>A type, with parameters and as an array.</summary>
    /// <returns>Its name as written, in lower case, without parameters; with <c>with time zone</c> where that was said.</returns>
    private string ParseType()
    {
        tokens.Skip("setof");
        var name = ParseDottedName()[^1].ToLowerInvariant();
        if (name == "double") tokens.Skip("precision");
        if (name == "national") name = tokens.TakeName().ToLowerInvariant();
        if (name is "character" or "char" or "bit" && tokens.Skip("varying")) name = name == "bit" ? "varbit" : "varchar";
        if (tokens.SkipSymbol("(")) tokens.SkipToClosing();
        if (name is "timestamp" or "time" && tokens.Current.Kind == TokenKind.Word && tokens.Peek().Is("time"))
        {
            if (tokens.Skip("with")) name += "tz";
            else tokens.Skip("without");
            tokens.Skip("time", "zone");
        }

        if (name == "interval" && tokens.Current.Kind == TokenKind.Word && tokens.Peek().Is("to"))
        {
            tokens.Take();
            tokens.Take();
            tokens.Take();
        }

        if (tokens.SkipSymbol("%")) tokens.TakeName();
        tokens.Skip("array");
        while (tokens.IsSymbol("[") && (tokens.Peek().IsSymbol("]") || tokens.Peek().Kind == TokenKind.Number && tokens.Peek(2).IsSymbol("]")))
        {
            tokens.Take();
            tokens.SkipToClosing();
        }

        return name;
    }
}

namespace ControlPlane.Lineage.Sql.Syntax;

/// <summary>One operand.</summary>
internal sealed partial class QueryParser
{
    private static readonly string[] Units =
    [
        "year", "years", "month", "months", "day", "days", "hour", "hours", "minute", "minutes", "second", "seconds", "week", "weeks", "quarter", "quarters", "decade", "decades",
        "century", "centuries", "millennium", "millennia", "millisecond", "milliseconds", "microsecond", "microseconds",
    ];

    private static readonly string[] ValueWords =
    [
        "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "current_user", "current_role", "session_user", "user", "current_catalog", "current_schema",
    ];

    private Expression ParsePrimary()
    {
        var token = tokens.Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                tokens.Take();
                return new LiteralExpression(null, token.Text, IsNumber: true);
            case TokenKind.String:
                tokens.Take();
                while (tokens.Current.Kind == TokenKind.String) tokens.Take();
                return new LiteralExpression(null, token.Text);
            case TokenKind.Parameter:
                tokens.Take();
                return new LiteralExpression();
            case TokenKind.QuotedName:
                return ParseName();
            case TokenKind.Word:
                return ParseWord();
            case TokenKind.Symbol when token.Text == "(":
                tokens.Take();
                return ParseParenthesised();
            case TokenKind.Symbol when token.Text == "[":
                return ParseBrackets("array");
            case TokenKind.Symbol when token.Text == "{":
                return ParseStruct();
            case TokenKind.Symbol when token.Text is "*" or "**":
                return ParseStar([]);
            default:
                throw tokens.Fail("an expression");
        }
    }

    private Expression ParseWord()
    {
        var next = tokens.Peek();
        if (tokens.Is("case")) return ParseCase();
        if (tokens.SkipAny("true", "false", "null", "default")) return new LiteralExpression();
        if (tokens.Is("exists") && next.IsSymbol("(") && IsQueryStart(tokens.Peek(2), tokens.Peek(3)))
        {
            tokens.Take();
            return ParseSubquery(SubqueryKind.Exists);
        }

        if (tokens.Is("array") && next.IsSymbol("(") && IsQueryStart(tokens.Peek(2), tokens.Peek(3)))
        {
            tokens.Take();
            return ParseSubquery(SubqueryKind.Array);
        }

        if (tokens.Is("array") && next.IsSymbol("["))
        {
            tokens.Take();
            return ParseBrackets("array");
        }

        if (tokens.Is("row") && next.IsSymbol("("))
        {
            tokens.Take();
            return ParseRow() is ListExpression row ? row with { Name = "row" } : throw tokens.Fail("a row");
        }

        if (tokens.Is("map") && next.IsSymbol("{"))
        {
            tokens.Take();
            return ParseStruct();
        }

        if (tokens.Is("interval") && ParseInterval(next) is { } interval) return interval;
        if (next.Kind == TokenKind.String && !tokens.Dialect.Stops.Contains(tokens.Current.Text) || tokens.IsAny(["timestamp", "time"]) && (next.Is("with") || next.Is("without")) && tokens.Peek(2).Is("time"))
            return ParseTypedLiteral();
        if (tokens.IsAny(ValueWords) && !next.IsSymbol("(") && !next.IsSymbol("."))
            return new LiteralExpression(tokens.Take().Text.ToLowerInvariant());
        if (tokens.Dialect.HasStructs && tokens.Is("lambda") && next.IsName) return ParseNamedLambda();
        if (tokens.Dialect.Stops.Contains(tokens.Current.Text) && !next.IsSymbol("(") && !(tokens.IsAny(["left", "right"]) && next.IsSymbol("."))) throw tokens.Fail("an expression");
        return ParseName();
    }

    /// <summary>A column, a star of a relation, or a call.</summary>
    private Expression ParseName()
    {
        List<string> parts = [tokens.TakeName()];
        while (tokens.IsSymbol("."))
        {
            if (tokens.Peek().IsSymbol("*"))
            {
                tokens.Take();
                return ParseStar(parts);
            }

            if (!tokens.Peek().IsName) break;
            tokens.Take();
            parts.Add(tokens.TakeName());
        }

        return tokens.IsSymbol("(") ? ParseCall(parts) : new ColumnReference(parts);
    }

    private Expression ParseParenthesised()
    {
        if (AtQuery)
        {
            var query = ParseQuery();
            tokens.ExpectSymbol(")");
            return new SubqueryExpression(query, SubqueryKind.Scalar);
        }

        var items = ParseList(")");
        if (items is [SubqueryExpression { Kind: SubqueryKind.Scalar } first] && (AtSetOperator || tokens.IsAny(["order", "limit", "offset"])))
            items = [new SubqueryExpression(ParseBranches([], false, [new Branch(SetOperator.First, false, new NestedBody(first.Query))]), SubqueryKind.Scalar)];
        tokens.ExpectSymbol(")");
        return items is [var only] ? only : new ListExpression(items, "row");
    }

    private SubqueryExpression ParseSubquery(SubqueryKind kind)
    {
        tokens.ExpectSymbol("(");
        var query = ParseQuery();
        tokens.ExpectSymbol(")");
        return new(query, kind);
    }

    private CaseExpression ParseCase()
    {
        tokens.Take();
        List<Expression> conditions = [], results = [];
        if (!tokens.Is("when")) conditions.Add(ParseExpression());
        while (tokens.Skip("when"))
        {
            conditions.Add(ParseExpression());
            tokens.Expect("then");
            results.Add(ParseExpression());
        }

        var otherwise = tokens.Skip("else") ? ParseExpression() : null;
        tokens.Expect("end");
        return new(conditions, results, otherwise);
    }

    /// <summary>A list, or what DuckDB makes of one: [value for name in list if condition].</summary>
    private Expression ParseBrackets(string name)
    {
        tokens.ExpectSymbol("[");
        var items = ParseList("]");
        if (items.Count == 1 && tokens.Skip("for"))
        {
            List<string> names = [tokens.TakeName()];
            while (tokens.SkipSymbol(",")) names.Add(tokens.TakeName());
            tokens.Expect("in");
            var list = ParseExpression();
            List<Expression> inner = [items[0]];
            if (tokens.Skip("if")) inner.Add(ParseExpression());
            items = [new LambdaExpression(names, new OperationExpression(inner)), list];
        }

        tokens.ExpectSymbol("]");
        return new ListExpression(items, name);
    }

    private ListExpression ParseStruct()
    {
        tokens.ExpectSymbol("{");
        List<Expression> items = [];
        while (!tokens.IsSymbol("}"))
        {
            if (tokens.Peek().IsSymbol(":") && (tokens.Current.IsName || tokens.Current.Kind == TokenKind.String)) tokens.Take();
            else items.Add(ParseExpression());
            tokens.ExpectSymbol(":");
            items.Add(ParseExpression());
            if (!tokens.SkipSymbol(",")) break;
        }

        tokens.ExpectSymbol("}");
        return new(items, null);
    }

    private Expression? ParseInterval(Token next)
    {
        if (next.Kind is not (TokenKind.String or TokenKind.Number) && !(next.IsSymbol("(") && tokens.Dialect.HasStructs)) return null;
        tokens.Take();
        var value = ParsePrimary();
        if (tokens.IsAny(Units))
        {
            tokens.Take();
            if (tokens.Skip("to")) tokens.Take();
            if (tokens.SkipSymbol("(")) tokens.SkipToClosing();
        }

        return value is LiteralExpression ? new LiteralExpression("interval") : new OperationExpression([value]);
    }

    private LiteralExpression ParseTypedLiteral()
    {
        var type = ParseType();
        if (tokens.Current.Kind != TokenKind.String) throw tokens.Fail("a string");
        return new(type, tokens.Take().Text);
    }

    private LambdaExpression ParseNamedLambda()
    {
        tokens.Take();
        List<string> names = [tokens.TakeName()];
        while (tokens.SkipSymbol(",")) names.Add(tokens.TakeName());
        tokens.ExpectSymbol(":");
        return new(names, ParseExpression());
    }
}

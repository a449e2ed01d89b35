namespace ControlPlane.Lineage.Sql.Syntax;

/// <summary>Operands with operators between, and what stands directly behind an operand.</summary>
internal sealed partial class QueryParser
{
    private Expression ParseExpression()
    {
        tokens.Enter();
        var operators = 0;
        string? name = null;
        var first = ParseOperand(ref operators);
        List<Expression>? operands = null;
        while (SkipOperator(ref operators, ref name)) (operands ??= [first]).Add(ParseOperand(ref operators));
        tokens.Leave();
        return operators == 0 ? first : new OperationExpression(operands ?? [first], operators == 1 ? name : null);
    }

    private Expression ParseOperand(ref int operators)
    {
        for (; AtPrefix(); operators++) tokens.Take();
        return ParsePostfix(ParsePrimary());
    }

    private bool AtPrefix() => tokens.Current.Kind == TokenKind.Symbol ? IsOperator(tokens.Current.Text) && tokens.Current.Text != "*" : tokens.Is("not");

    private static bool IsOperator(string symbol) => symbol is not ("(" or ")" or "[" or "]" or "{" or "}" or "," or ";" or "." or ":" or "=>" or ":=" or "::");

    /// <summary>Passes the operators behind an operand; true when another operand follows.</summary>
    private bool SkipOperator(ref int operators, ref string? name)
    {
        while (true)
        {
            var token = tokens.Current;
            if (token.Kind == TokenKind.Symbol && IsOperator(token.Text))
            {
                operators++;
                tokens.Take();
                return true;
            }

            if (token.Kind != TokenKind.Word || !SkipWordOperator(ref name, out var complete)) return false;
            operators++;
            if (!complete) return true;
        }
    }

    /// <param name="complete">The operator needs no operand behind it, as IS NULL.</param>
    private bool SkipWordOperator(ref string? name, out bool complete)
    {
        complete = false;
        if (tokens.SkipAny("and", "or", "in", "like", "ilike", "between", "overlaps"))
        {
            tokens.SkipAny("symmetric", "asymmetric");
            return true;
        }

        if (tokens.Is("not") && tokens.Peek() is { Kind: TokenKind.Word } next && (next.Is("in") || next.Is("like") || next.Is("ilike") || next.Is("between") || next.Is("similar") || next.Is("glob")))
        {
            tokens.Take();
            return SkipWordOperator(ref name, out complete);
        }

        if (tokens.Skip("similar", "to") || tokens.Is("escape") && tokens.Peek().Kind == TokenKind.String && tokens.Skip("escape")) return true;
        if (tokens.Dialect.Stops.Contains("glob") && tokens.Skip("glob")) return true;
        if (tokens.Is("operator") && tokens.Peek().IsSymbol("("))
        {
            tokens.Take();
            tokens.Take();
            tokens.SkipToClosing();
            return true;
        }

        if (tokens.Is("at", "time"))
        {
            tokens.Take();
            tokens.Take();
            tokens.Expect("zone");
            name = "timezone";
            return true;
        }

        complete = true;
        if (tokens.SkipAny("isnull", "notnull") || tokens.Skip("not", "null")) return true;
        if (tokens.Skip("at", "local"))
        {
            name = "timezone";
            return true;
        }

        if (!tokens.Skip("is")) return false;
        tokens.Skip("not");
        if (tokens.Skip("distinct", "from"))
        {
            complete = false;
            return true;
        }

        if (tokens.Skip("json")) return tokens.SkipAny("value", "object", "array", "scalar") || true;
        if (tokens.SkipAny("nfc", "nfd", "nfkc", "nfkd")) tokens.Expect("normalized");
        else if (!tokens.SkipAny("null", "true", "false", "unknown", "normalized", "document")) throw tokens.Fail("NULL, TRUE, FALSE or DISTINCT FROM");
        return true;
    }

    /// <summary>Casts, subscripts, fields, methods and collations.</summary>
    private Expression ParsePostfix(Expression value)
    {
        while (true)
        {
            if (tokens.SkipSymbol("::")) value = new CastExpression(value, ParseType());
            else if (tokens.SkipSymbol("["))
            {
                value = new PartExpression(value, null, ParseList("]"));
                tokens.ExpectSymbol("]");
            }
            else if (tokens.IsSymbol(".") && (tokens.Peek().IsName || tokens.Peek().IsSymbol("*")))
            {
                tokens.Take();
                if (tokens.SkipSymbol("*"))
                {
                    value = new PartExpression(value, "*", []);
                    continue;
                }

                var field = tokens.TakeName();
                value = tokens.IsSymbol("(") && ParseCall([field]) is CallExpression method
                    ? method with { Arguments = [value, .. method.Arguments] }
                    : new PartExpression(value, field, []);
            }
            else if (tokens.Skip("collate")) ParseDottedName();
            else return value;
        }
    }

    /// <summary>Values with commas, slices or names between, up to the closing bracket.</summary>
    private List<Expression> ParseList(string close)
    {
        List<Expression> items = [];
        while (!tokens.IsSymbol(close))
        {
            if (tokens.SkipSymbol(":") || tokens.SkipSymbol(",")) continue;
            // A slice of DuckDB leaves out its end as [1:-:2].
            if (tokens.IsSymbol("-") && tokens.Peek().IsSymbol(":"))
            {
                tokens.Take();
                continue;
            }

            items.Add(AtQuery ? new SubqueryExpression(ParseQuery(), SubqueryKind.Scalar) : ParseExpression());
            if (!tokens.IsSymbol(",") && !tokens.IsSymbol(":")) break;
        }

        return items;
    }
}

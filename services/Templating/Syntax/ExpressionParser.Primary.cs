using ControlPlane.Templating.Nodes;

namespace ControlPlane.Templating.Syntax;

/// <summary>Names, literals, displays and tuples.</summary>
internal sealed partial class ExpressionParser
{
    /// <summary>One expression, or several with commas between as a tuple.</summary>
    public Expression ParseTuple(bool withCondition = true, string? endName = null, bool parenthesised = false)
    {
        var place = Here;
        List<Expression> items = [];
        var isTuple = false;
        while (!AtTupleEnd(endName))
        {
            items.Add(Parse(withCondition));
            if (!tokens.Skip(","))
                break;
            isTuple = true;
        }

        if (isTuple || (items.Count == 0 && parenthesised))
            return new TupleExpression(place, [.. items]);
        return items.Count == 1 ? items[0] : throw tokens.Fail($"expected an expression, got {tokens.Current.Describe()}", tokens.Current);
    }

    public Expression ParsePrimary()
    {
        var token = tokens.Current;
        var place = Here;
        switch (token.Kind)
        {
            case TokenKind.Name:
                tokens.Take();
                return token.Text switch
                {
                    "true" or "True" => new LiteralExpression(place, true),
                    "false" or "False" => new LiteralExpression(place, false),
                    "none" or "None" => new LiteralExpression(place, null),
                    _ => new NameExpression(place, token.Text),
                };
            case TokenKind.String:
                tokens.Take();
                var text = token.Text;
                while (tokens.Current.Kind == TokenKind.String)
                    text += tokens.Take().Text;
                return new LiteralExpression(place, text);
            case TokenKind.Number:
                return new LiteralExpression(place, tokens.Take().Value);
            case TokenKind.Operator when token.Text == "(":
                tokens.Take();
                var inner = ParseTuple(parenthesised: true);
                tokens.Expect(")");
                return inner;
            case TokenKind.Operator when token.Text == "[":
                return new ListExpression(place, ParseList("[", "]"));
            case TokenKind.Operator when token.Text == "{":
                return ParseDict(place);
            default:
                throw tokens.Fail($"unexpected {token.Describe()}", token);
        }
    }

    private bool AtTupleEnd(string? endName)
    {
        var token = tokens.Current;
        return token.Kind is TokenKind.VariableEnd or TokenKind.BlockEnd or TokenKind.End
            || token.IsOperator(")") || (endName is not null && token.IsName(endName));
    }

    private Expression[] ParseList(string open, string close)
    {
        tokens.Expect(open);
        List<Expression> items = [];
        while (!tokens.Current.IsOperator(close))
        {
            items.Add(Parse());
            if (!tokens.Skip(","))
                break;
        }

        tokens.Expect(close);
        return [.. items];
    }

    private DictExpression ParseDict(Place place)
    {
        tokens.Expect("{");
        List<(Expression, Expression)> items = [];
        while (!tokens.Current.IsOperator("}"))
        {
            var key = Parse();
            tokens.Expect(":");
            items.Add((key, Parse()));
            if (!tokens.Skip(","))
                break;
        }

        tokens.Expect("}");
        return new DictExpression(place, [.. items]);
    }
}

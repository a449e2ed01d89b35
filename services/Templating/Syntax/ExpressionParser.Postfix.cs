using ControlPlane.Templating.Nodes;

namespace ControlPlane.Templating.Syntax;

/// <summary>What follows a value: attributes, subscripts, calls, filters and tests.</summary>
internal sealed partial class ExpressionParser
{
    /// <summary>Filters in front of which nothing stands, as in <c>{% filter upper %}</c>; null when there is none.</summary>
    public Expression ParseBareFilters(Expression input, bool startInline)
    {
        var value = input;
        var inline = startInline;
        while (inline || tokens.Current.IsOperator("|"))
        {
            if (!inline)
                tokens.Take();
            inline = false;
            value = ParseFilter(value);
        }

        return value;
    }

    public CallArguments ParseArguments()
    {
        tokens.Expect("(");
        List<Expression> positional = [];
        List<(string, Expression)> named = [];
        Expression? list = null, dict = null;
        while (!tokens.Current.IsOperator(")"))
        {
            var token = tokens.Current;
            if (tokens.Current.IsOperator("*") && list is null && dict is null)
            {
                tokens.Take();
                list = Parse();
            }
            else if (tokens.Current.IsOperator("**") && dict is null)
            {
                tokens.Take();
                dict = Parse();
            }
            else if (token.Kind == TokenKind.Name && tokens.Next.IsOperator("=") && dict is null)
            {
                tokens.Take();
                tokens.Take();
                named.Add((token.Text, Parse()));
            }
            else if (list is null && dict is null && named.Count == 0)
            {
                positional.Add(Parse());
            }
            else
            {
                throw tokens.Fail("invalid syntax for function call expression", token);
            }

            if (!tokens.Skip(","))
                break;
        }

        tokens.Expect(")");
        return new CallArguments([.. positional], [.. named], list, dict);
    }

    public Expression ParsePostfix(Expression value)
    {
        while (tokens.Current.Kind == TokenKind.Operator)
        {
            var place = Here;
            switch (tokens.Current.Text)
            {
                case ".":
                    tokens.Take();
                    var member = tokens.Take();
                    value = member.Kind switch
                    {
                        TokenKind.Name => new AttributeExpression(place, value, member.Text),
                        TokenKind.Number when member.Value is long => new ItemExpression(place, value, new LiteralExpression(place, member.Value)),
                        _ => throw tokens.Fail("expected name or number", member),
                    };
                    break;
                case "[":
                    value = ParseSubscript(place, value);
                    break;
                case "(":
                    value = new CallExpression(place, value, ParseArguments());
                    break;
                default:
                    return value;
            }
        }

        return value;
    }

    private Expression ParseSubscript(Place place, Expression target)
    {
        tokens.Expect("[");
        List<Expression> keys = [];
        while (!tokens.Current.IsOperator("]"))
        {
            var key = tokens.Current.IsOperator(":") ? null : Parse();
            if (tokens.Current.IsOperator(":"))
            {
                var (stop, step) = ParseSliceEnd();
                tokens.Expect("]");
                return keys.Count == 0
                    ? new SliceExpression(place, target, key, stop, step)
                    : throw tokens.Fail("a slice cannot be one of several subscripts", tokens.Current);
            }

            keys.Add(key!);
            if (!tokens.Skip(","))
                break;
        }

        tokens.Expect("]");
        return keys.Count == 0
            ? throw tokens.Fail("expected a subscript", tokens.Current)
            : new ItemExpression(place, target, keys.Count == 1 ? keys[0] : new TupleExpression(place, [.. keys]));
    }

    private (Expression? Stop, Expression? Step) ParseSliceEnd()
    {
        tokens.Expect(":");
        var stop = AtBoundEnd() ? null : Parse();
        var step = tokens.Skip(":") && !AtBoundEnd() ? Parse() : null;
        return (stop, step);

        bool AtBoundEnd() => tokens.Current.IsOperator(":") || tokens.Current.IsOperator("]");
    }

    private Expression ParseFilters(Expression value)
    {
        while (true)
        {
            if (tokens.Skip("|"))
                value = ParseFilter(value);
            else if (tokens.Current.IsName("is"))
                value = ParseTest(value);
            else if (tokens.Current.IsOperator("("))
                value = new CallExpression(Here, value, ParseArguments());
            else
                return value;
        }
    }

    private FilterExpression ParseFilter(Expression value)
    {
        var place = Here;
        var name = DottedName();
        var arguments = tokens.Current.IsOperator("(") ? ParseArguments() : CallArguments.None;
        return new FilterExpression(place, value, name, arguments);
    }

    private TestExpression ParseTest(Expression value)
    {
        tokens.ExpectName("is");
        var negated = tokens.SkipName("not");
        var place = Here;
        var name = DottedName();
        var arguments = CallArguments.None;
        var token = tokens.Current;
        if (token.IsOperator("("))
        {
            arguments = ParseArguments();
        }
        else if (token.Kind is TokenKind.String or TokenKind.Number || token.IsOperator("[") || token.IsOperator("{")
            || (token.Kind == TokenKind.Name && token.Text is not ("else" or "or" or "and" or "if" or "recursive" or "not" or "in")))
        {
            if (token.IsName("is"))
                throw tokens.Fail("You cannot chain multiple tests with is", token);
            arguments = new CallArguments([ParsePostfix(ParsePrimary())], [], null, null);
        }

        return new TestExpression(place, value, name, arguments, negated);
    }

    private string DottedName()
    {
        var name = tokens.ExpectName().Text;
        while (tokens.Skip("."))
            name += "." + tokens.ExpectName().Text;
        return name;
    }
}

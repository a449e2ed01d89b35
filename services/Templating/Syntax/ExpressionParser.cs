using System.Runtime.CompilerServices;
using ControlPlane.Templating.Nodes;

namespace ControlPlane.Templating.Syntax;

/// <summary>Parses expressions by descending through the levels of precedence.</summary>
internal sealed partial class ExpressionParser(TokenStream tokens)
{
    public Expression Parse(bool withCondition = true) => withCondition ? ParseConditional() : ParseOr();

    private Place Here => new(tokens.Source, tokens.Current.Offset);

    private Expression ParseConditional()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw tokens.Fail("the expression is nested too deeply", tokens.Current);
        var place = Here;
        var value = ParseOr();
        while (tokens.SkipName("if"))
        {
            var test = ParseOr();
            value = new ConditionalExpression(place, test, value, tokens.SkipName("else") ? ParseConditional() : null);
        }

        return value;
    }

    private Expression ParseOr()
    {
        var left = ParseAnd();
        while (tokens.SkipName("or"))
            left = new LogicalExpression(left.Place, left, ParseAnd(), isOr: true);
        return left;
    }

    private Expression ParseAnd()
    {
        var left = ParseNot();
        while (tokens.SkipName("and"))
            left = new LogicalExpression(left.Place, left, ParseNot(), isOr: false);
        return left;
    }

    private Expression ParseNot()
    {
        var nesting = 0;
        var place = Here;
        while (tokens.SkipName("not"))
            nesting++;
        var value = ParseComparison();
        for (; nesting > 0; nesting--)
            value = new NotExpression(place, value);
        return value;
    }

    private Expression ParseComparison()
    {
        var first = ParseSum();
        List<Comparison>? operands = null;
        while (ComparisonOperator() is { } operation)
            (operands ??= []).Add(new Comparison(operation, ParseSum()));
        return operands is null ? first : new CompareExpression(first.Place, first, [.. operands]);
    }

    private string? ComparisonOperator()
    {
        var token = tokens.Current;
        if (token.Kind == TokenKind.Operator && token.Text is "==" or "!=" or "<" or ">" or "<=" or ">=")
            return tokens.Take().Text;
        if (tokens.SkipName("in"))
            return "in";
        if (!token.IsName("not") || !tokens.Next.IsName("in"))
            return null;
        tokens.Take();
        tokens.Take();
        return "not in";
    }

    private Expression ParseSum()
    {
        var left = ParseConcatenation();
        while (tokens.Current is { Kind: TokenKind.Operator, Text: "+" or "-" })
        {
            var token = tokens.Take();
            left = new BinaryExpression(new Place(tokens.Source, token.Offset), token.Text, left, ParseConcatenation());
        }

        return left;
    }

    private Expression ParseConcatenation()
    {
        var first = ParseProduct();
        if (!tokens.Current.IsOperator("~"))
            return first;
        List<Expression> parts = [first];
        while (tokens.Skip("~"))
            parts.Add(ParseProduct());
        return new ConcatExpression(first.Place, [.. parts]);
    }

    private Expression ParseProduct()
    {
        var left = ParsePower();
        while (tokens.Current is { Kind: TokenKind.Operator, Text: "*" or "/" or "//" or "%" })
        {
            var token = tokens.Take();
            left = new BinaryExpression(new Place(tokens.Source, token.Offset), token.Text, left, ParsePower());
        }

        return left;
    }

    private Expression ParsePower()
    {
        var left = ParseUnary(withFilter: true);
        while (tokens.Current.IsOperator("**"))
        {
            var token = tokens.Take();
            left = new BinaryExpression(new Place(tokens.Source, token.Offset), "**", left, ParseUnary(withFilter: true));
        }

        return left;
    }

    private Expression ParseUnary(bool withFilter)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw tokens.Fail("the expression is nested too deeply", tokens.Current);
        var place = Here;
        Expression value;
        if (tokens.Skip("-"))
            value = new SignExpression(place, ParseUnary(withFilter: false), negative: true);
        else if (tokens.Skip("+"))
            value = new SignExpression(place, ParseUnary(withFilter: false), negative: false);
        else
            value = ParsePrimary();
        value = ParsePostfix(value);
        return withFilter ? ParseFilters(value) : value;
    }
}

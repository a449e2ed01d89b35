using ControlPlane.Templating.Nodes;

namespace ControlPlane.Templating.Syntax;

/// <summary>if, for, with and the blocks that capture text.</summary>
internal sealed partial class StatementParser
{
    private IfStatement ParseIf(Place place)
    {
        List<Branch> branches = [];
        Body? otherwise = null;
        while (true)
        {
            var test = _expressions.ParseTuple(withCondition: false);
            branches.Add(new Branch(test, ParseBlock("elif", "else", "endif")));
            var end = tokens.Take();
            if (end.Text == "elif")
                continue;
            if (end.Text == "else")
            {
                otherwise = ParseBlock("endif");
                tokens.Take();
            }

            return new IfStatement(place, [.. branches], otherwise);
        }
    }

    private ForStatement ParseFor(Place place)
    {
        var target = ParseTarget(endName: "in");
        tokens.ExpectName("in");
        var items = _expressions.ParseTuple(withCondition: false, endName: "recursive");
        var filter = tokens.SkipName("if") ? _expressions.Parse() : null;
        var recursive = tokens.SkipName("recursive");
        _loops++;
        var body = ParseBlock("endfor", "else");
        _loops--;
        Body? otherwise = null;
        if (tokens.Take().Text == "else")
        {
            otherwise = ParseBlock("endfor");
            tokens.Take();
        }

        return new ForStatement(place, target, items, filter, recursive, body, otherwise);
    }

    private Statement ParseSet(Place place)
    {
        var target = ParseTarget(withNamespace: true);
        if (tokens.Skip("="))
            return new SetStatement(place, target, _expressions.ParseTuple());

        var captured = new CapturedText(place);
        var value = _expressions.ParseBareFilters(captured, startInline: false);
        var body = ParseBlock("endset");
        tokens.Take();
        return new BlockSetStatement(place, target, value, body);
    }

    private FilterStatement ParseFilterBlock(Place place)
    {
        var captured = new CapturedText(place);
        var value = _expressions.ParseBareFilters(captured, startInline: true);
        var body = ParseBlock("endfilter");
        tokens.Take();
        return new FilterStatement(place, value, body);
    }

    private WithStatement ParseWith(Place place)
    {
        List<(Target, Expression)> assignments = [];
        while (tokens.Current.Kind != TokenKind.BlockEnd)
        {
            if (assignments.Count > 0)
                tokens.Expect(",");
            var target = ParseTarget();
            tokens.Expect("=");
            assignments.Add((target, _expressions.Parse()));
        }

        var body = ParseBlock("endwith");
        tokens.Take();
        return new WithStatement(place, [.. assignments], body);
    }

    /// <summary>Escaping is off everywhere; the block is only a scope.</summary>
    private WithStatement ParseAutoescape(Place place)
    {
        _expressions.Parse();
        var body = ParseBlock("endautoescape");
        tokens.Take();
        return new WithStatement(place, [], body);
    }

    private Target ParseTarget(bool withNamespace = false, string? endName = null)
    {
        var place = Here;
        List<Target> items = [];
        var isTuple = false;
        do
        {
            if (items.Count > 0 && ((endName is not null && tokens.Current.IsName(endName)) || tokens.Current.IsOperator("=")))
                break;
            items.Add(ParseSingleTarget(withNamespace));
            isTuple |= tokens.Current.IsOperator(",");
        }
        while (tokens.Skip(","));
        return isTuple ? new TupleTarget(place, [.. items]) : items[0];
    }

    private Target ParseSingleTarget(bool withNamespace)
    {
        var place = Here;
        if (tokens.Skip("(") || tokens.Skip("["))
        {
            List<Target> items = [];
            while (!tokens.Current.IsOperator(")") && !tokens.Current.IsOperator("]"))
            {
                items.Add(ParseSingleTarget(withNamespace));
                if (!tokens.Skip(","))
                    break;
            }

            tokens.Take();
            return new TupleTarget(place, [.. items]);
        }

        var name = tokens.ExpectName();
        if (name.Text is "true" or "false" or "none" or "True" or "False" or "None")
            throw tokens.Fail($"can't assign to '{name.Text}'", name);
        return withNamespace && tokens.Skip(".")
            ? new NamespaceTarget(place, name.Text, tokens.ExpectName().Text)
            : new NameTarget(place, name.Text);
    }
}

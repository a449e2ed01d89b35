namespace ControlPlane.Lineage.Sql.Syntax;

/// <summary>Stars with what they leave out, replace and rename, and COLUMNS(…).</summary>
internal sealed partial class QueryParser
{
    private static readonly string[] Patterns = ["like", "ilike", "glob", "similar"];

    private StarExpression ParseStar(IReadOnlyList<string> qualifier)
    {
        tokens.SkipSymbol(".");
        tokens.Take();
        if (qualifier.Count == 0 && tokens.Is("columns") && tokens.Peek().IsSymbol("("))
        {
            tokens.Take();
            tokens.Take();
            // Unpacked into one list of arguments: nothing is repeated.
            var repeated = _sawRepeated;
            var columns = ParseColumns();
            _sawRepeated = repeated;
            return columns with { Repeats = false };
        }

        return ParseStarRules(new StarExpression(qualifier));
    }

    private StarExpression ParseStarRules(StarExpression star)
    {
        while (true)
        {
            if (tokens.Is("exclude") || tokens.Is("except") && tokens.Peek().IsSymbol("(") && !IsQueryStart(tokens.Peek(2), tokens.Peek(3)))
            {
                tokens.Take();
                star = star with { Excluded = tokens.IsSymbol("(") ? ParseNames() : [ParseDottedName()[^1]] };
            }
            else if (tokens.Is("replace") && (tokens.Peek().IsSymbol("(") || tokens.Peek().IsName))
            {
                tokens.Take();
                star = star with { Replaced = ParsePairs(() => (ParseReplacement(), tokens.TakeName())) };
            }
            else if (tokens.Is("rename") && (tokens.Peek().IsSymbol("(") || tokens.Peek().IsName))
            {
                tokens.Take();
                star = star with { Renamed = ParsePairs(ParseRenaming) };
            }
            else if (tokens.Dialect.HasStructs && (tokens.IsAny(Patterns) || tokens.Is("not") && Array.Exists(Patterns, tokens.Peek().Is)))
            {
                star = star with { Filter = ParsePattern() };
            }
            else
            {
                return star;
            }
        }
    }

    private Expression ParseReplacement()
    {
        var value = ParseExpression();
        tokens.Expect("as");
        return value;
    }

    private (string, string) ParseRenaming()
    {
        var from = ParseDottedName()[^1];
        tokens.Expect("as");
        return (from, tokens.TakeName());
    }

    private List<T> ParsePairs<T>(Func<T> one)
    {
        List<T> pairs = [];
        if (!tokens.SkipSymbol("(")) return [one()];
        while (!tokens.IsSymbol(")"))
        {
            pairs.Add(one());
            if (!tokens.SkipSymbol(",")) break;
        }

        tokens.ExpectSymbol(")");
        return pairs;
    }

    private StarFilter ParsePattern()
    {
        var negated = tokens.Skip("not");
        var operation = tokens.Take().Text.ToLowerInvariant();
        tokens.Skip("to");
        if (tokens.Current.Kind != TokenKind.String) throw tokens.Fail("a pattern");
        return StarFilter.Matching(tokens.Take().Text, operation, negated);
    }

    /// <summary>COLUMNS('pattern'), COLUMNS(*…), COLUMNS(['a', 'b']) and COLUMNS(name -> name LIKE …), behind the opening parenthesis.</summary>
    private StarExpression ParseColumns()
    {
        _sawRepeated = true;
        var star = new StarExpression([]);
        if (tokens.Current.Kind == TokenKind.String)
        {
            star = star with { Filter = StarFilter.Matching(tokens.Take().Text, "", negated: false) };
        }
        else if (tokens.Current.IsName && tokens.Peek().IsSymbol("->"))
        {
            tokens.Take();
            tokens.Take();
            star = star with { Filter = ParseNameCondition() };
        }
        else if (tokens.Is("lambda"))
        {
            tokens.Take();
            tokens.TakeName();
            tokens.ExpectSymbol(":");
            star = star with { Filter = ParseNameCondition() };
        }
        else
        {
            star = ParseExpression() switch
            {
                StarExpression inner => inner,
                ColumnReference column => star with { Filter = new StarFilter(null, [column.Parts[^1]], Negated: false) },
                ListExpression list => star with { Filter = new StarFilter(null, [.. list.Items.Select(NameOf)], Negated: false) },
                _ => throw tokens.Fail("a pattern, a star or a list of columns"),
            };
        }

        tokens.ExpectSymbol(")");
        return star with { Repeats = true };

        string NameOf(Expression item) => item switch
        {
            LiteralExpression { Text: { } text } => text,
            ColumnReference column => column.Parts[^1],
            _ => throw tokens.Fail("the name of a column"),
        };
    }

    private StarFilter ParseNameCondition()
    {
        tokens.TakeName();
        return tokens.IsAny(Patterns) || tokens.Is("not") ? ParsePattern() : throw tokens.Fail("LIKE, ILIKE, GLOB or SIMILAR TO");
    }
}

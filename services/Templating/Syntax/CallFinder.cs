namespace ControlPlane.Templating.Syntax;

/// <summary>Finds calls among the tokens of a template.</summary>
internal sealed class CallFinder(Source source, List<Token> tokens)
{
    public List<TemplateCall> Find()
    {
        List<TemplateCall> calls = [];
        for (var i = 1; i + 1 < tokens.Count; i++)
        {
            if (tokens[i].Kind == TokenKind.Name && tokens[i + 1].IsOperator("(") && Callee(i) is var (isCall, target) && isCall)
                calls.Add(new TemplateCall(target, tokens[i].Text, [.. Arguments(i + 1)]));
        }

        return calls;
    }

    private (bool IsCall, string? Target) Callee(int at)
    {
        var before = tokens[at - 1];
        if (before.IsOperator("."))
        {
            var owner = at > 1 ? tokens[at - 2] : default;
            var isRoot = owner.Kind == TokenKind.Name && at > 2 && !tokens[at - 3].IsOperator(".") && !tokens[at - 3].IsOperator("|");
            return (isRoot, owner.Text);
        }

        // A name in front is a keyword of an expression (in, not, if, ...) or a tag; macro and call are followed by parameters.
        var isDeclared = before.Kind == TokenKind.Name && before.Text is "macro" or "test" or "data_test" && tokens[at - 2].Kind == TokenKind.BlockBegin;
        var isTest = before.IsName("is") || (before.IsName("not") && at > 1 && tokens[at - 2].IsName("is"));
        var isTag = before.Kind == TokenKind.BlockBegin;
        return (!isDeclared && !isTest && !isTag && !before.IsOperator("|"), null);
    }

    private IEnumerable<TemplateCallArgument> Arguments(int open)
    {
        var depth = 0;
        var start = open + 1;
        for (var i = open; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Kind is not TokenKind.Operator)
                continue;
            if (token.Text is "(" or "[" or "{")
                depth++;
            else if (token.Text is ")" or "]" or "}")
                depth--;
            if ((depth == 1 && token.Text == ",") || depth == 0)
            {
                if (i > start)
                    yield return Argument(start, i);
                start = i + 1;
            }

            if (depth == 0)
                yield break;
        }
    }

    private TemplateCallArgument Argument(int start, int end)
    {
        string? name = null;
        if (tokens[start].Kind == TokenKind.Name && tokens[start + 1].IsOperator("="))
        {
            name = tokens[start].Text;
            start += 2;
        }

        var text = source.Text[tokens[start].Offset..tokens[end].Offset].Trim();
        return new TemplateCallArgument(name, text, end == start + 1 && tokens[start].Kind == TokenKind.String ? tokens[start].Text : null);
    }
}

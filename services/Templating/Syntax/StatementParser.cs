using System.Runtime.CompilerServices;
using ControlPlane.Templating.Evaluation;
using ControlPlane.Templating.Nodes;

namespace ControlPlane.Templating.Syntax;

/// <summary>Parses data, output and block tags.</summary>
internal sealed partial class StatementParser(TokenStream tokens, TemplateOptions options)
{
    private readonly ExpressionParser _expressions = new(tokens);
    private readonly Stack<(string Tag, Token Token)> _open = new();
    private int _loops;

    public Body ParseTemplate()
    {
        var body = ParseBody();
        return tokens.Current.Kind == TokenKind.End ? body : throw UnknownTag(tokens.Current);
    }

    private Place Here => new(tokens.Source, tokens.Current.Offset);

    /// <summary>Everything up to a block tag with one of the names; stands at that name afterwards.</summary>
    private Body ParseBody(params ReadOnlySpan<string> endNames)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw tokens.Fail("the blocks are nested too deeply", tokens.Current);
        List<Statement> statements = [];
        while (true)
        {
            var token = tokens.Current;
            switch (token.Kind)
            {
                case TokenKind.Data:
                    statements.Add(new DataStatement(Here, tokens.Take().Text));
                    break;
                case TokenKind.VariableBegin:
                    tokens.Take();
                    statements.Add(new PrintStatement(new Place(tokens.Source, token.Offset), _expressions.ParseTuple()));
                    tokens.Expect(TokenKind.VariableEnd, "end of print statement");
                    break;
                case TokenKind.BlockBegin:
                    if (tokens.Next.Kind == TokenKind.Name && endNames.Contains(tokens.Next.Text))
                    {
                        tokens.Take();
                        return new Body([.. statements]);
                    }

                    statements.Add(ParseTag());
                    break;
                default:
                    return endNames.Length == 0 ? new Body([.. statements]) : throw Unclosed(endNames);
            }
        }
    }

    private Statement ParseTag()
    {
        tokens.Take();
        var place = Here;
        var token = tokens.Current.Kind == TokenKind.Name ? tokens.Take() : throw tokens.Fail("tag name expected", tokens.Current);
        _open.Push((token.Text, token));
        var statement = token.Text switch
        {
            "if" => ParseIf(place),
            "for" => ParseFor(place),
            "set" => ParseSet(place),
            "macro" => ParseMacro(place),
            "call" => ParseCall(place),
            "filter" => ParseFilterBlock(place),
            "with" => ParseWith(place),
            "do" => new DoStatement(place, _expressions.ParseTuple()),
            "print" => new PrintStatement(place, _expressions.ParseTuple()),
            "autoescape" => ParseAutoescape(place),
            "break" when _loops > 0 => new LoopControl(place, LoopExit.Break),
            "continue" when _loops > 0 => new LoopControl(place, LoopExit.Continue),
            "break" or "continue" => throw tokens.Fail($"'{token.Text}' outside of a loop", token),
            "materialization" when options.ModelTags => ParseMaterialization(place),
            "test" or "data_test" when options.ModelTags => ParseMacro(place, "test_", "end" + token.Text),
            "docs" when options.ModelTags => ParseDocs(place),
            _ => throw UnknownTag(token),
        };
        _open.Pop();
        tokens.Expect(TokenKind.BlockEnd, "end of statement block");
        return statement;
    }

    /// <summary>The body of a block whose start tag ends here.</summary>
    private Body ParseBlock(params ReadOnlySpan<string> endNames)
    {
        // Jinja takes a colon there, as in Python.
        tokens.Skip(":");
        tokens.Expect(TokenKind.BlockEnd, "end of statement block");
        return ParseBody(endNames);
    }

    private TemplateException Unclosed(ReadOnlySpan<string> wanted)
    {
        var (tag, token) = _open.Peek();
        return tokens.Fail(
            $"Unexpected end of template. Looking for '{string.Join("' or '", wanted.ToArray())}': the block '{tag}' that starts here is not closed", token);
    }

    private TemplateException UnknownTag(Token token)
    {
        if (token.Kind == TokenKind.BlockBegin)
            token = tokens.Next;
        var hint = _open.Count > 0 && _open.Peek().Token != token
            ? $" The innermost block that needs to be closed is '{_open.Peek().Tag}'."
            : _open.Count > 1 ? $" The innermost block that needs to be closed is '{_open.ElementAt(1).Tag}'." : "";
        return token.Text is "include" or "import" or "from" or "extends" or "block"
            ? tokens.Fail($"The tag '{token.Text}' is not supported: templates stand alone.", token)
            : tokens.Fail($"Encountered unknown tag '{token.Text}'.{hint}", token);
    }
}

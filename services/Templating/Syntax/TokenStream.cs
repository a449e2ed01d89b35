namespace ControlPlane.Templating.Syntax;

/// <summary>Steps through tokens for the parsers.</summary>
internal sealed class TokenStream(Source source, List<Token> tokens)
{
    private int _at;

    public Source Source => source;

    public Token Current => tokens[_at];

    public Token Next => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public Token Take()
    {
        var token = tokens[_at];
        if (_at < tokens.Count - 1)
            _at++;
        return token;
    }

    public bool Skip(string operatorText)
    {
        if (!Current.IsOperator(operatorText))
            return false;
        Take();
        return true;
    }

    public bool SkipName(string name)
    {
        if (!Current.IsName(name))
            return false;
        Take();
        return true;
    }

    public Token Expect(string operatorText) =>
        Current.IsOperator(operatorText) ? Take() : throw Unexpected($"'{operatorText}'");

    public Token ExpectName(string? name = null) =>
        Current.Kind == TokenKind.Name && (name is null || Current.Text == name) ? Take() : throw Unexpected(name is null ? "a name" : $"'{name}'");

    public Token Expect(TokenKind kind, string what) => Current.Kind == kind ? Take() : throw Unexpected(what);

    public TemplateException Unexpected(string wanted) => source.Fail($"expected {wanted}, got {Current.Describe()}", Current.Offset);

    public TemplateException Fail(string message, Token at) => source.Fail(message, at.Offset);
}

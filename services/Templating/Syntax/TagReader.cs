using System.Globalization;

namespace ControlPlane.Templating.Syntax;

/// <summary>Reads the tokens inside one tag up to its end.</summary>
internal sealed class TagReader(Source source, string text, int start, char closer, List<Token> tokens)
{
    private static readonly string[] Operators =
    [
        "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";",
    ];

    private readonly List<char> _open = [];
    private int _at = start;

    /// <summary>The offset behind the tag and the sign (-, + or none) in its end.</summary>
    public (int End, char Sign) ReadToEnd(int opened)
    {
        while (true)
        {
            while (_at < text.Length && Values.PythonString.IsBlank(text[_at]))
                _at++;
            if (_at >= text.Length)
                throw source.Fail("unexpected end of template, the tag opened here is not closed", opened);
            if (_open.Count == 0 && AtEnd(out var sign, out var length))
                return (_at + length, sign);
            ReadToken();
        }
    }

    private bool AtEnd(out char sign, out int length)
    {
        sign = text[_at] is '-' || (text[_at] is '+' && closer == '%') ? text[_at] : '\0';
        var at = sign == '\0' ? _at : _at + 1;
        length = at - _at + 2;
        return at + 1 < text.Length && text[at] == closer && text[at + 1] == '}';
    }

    private void ReadToken()
    {
        var c = text[_at];
        if (c is '\'' or '"')
            ReadString(c);
        else if (char.IsAsciiDigit(c))
            ReadNumber();
        else if (char.IsLetter(c) || c == '_')
            ReadName();
        else
            ReadOperator();
    }

    private void ReadName()
    {
        var end = _at + 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'
            || char.GetUnicodeCategory(text[end]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark))
            end++;
        tokens.Add(new Token(TokenKind.Name, text[_at..end], _at));
        _at = end;
    }

    private void ReadString(char quote)
    {
        var end = _at + 1;
        while (end < text.Length && text[end] != quote)
            end += text[end] == '\\' ? 2 : 1;
        if (end >= text.Length)
            throw source.Fail("unexpected char '" + quote + "', the string is not closed", _at);
        if (!StringEscapes.TryDecode(text.AsSpan(_at + 1, end - _at - 1), out var value))
            throw source.Fail("invalid escape in string", _at);
        tokens.Add(new Token(TokenKind.String, value, _at));
        _at = end + 1;
    }

    private void ReadNumber()
    {
        var (value, length) = NumberLiteral.Read(text.AsSpan(_at), allowFraction: tokens.Count == 0 || !tokens[^1].IsOperator("."));
        tokens.Add(new Token(TokenKind.Number, text.Substring(_at, length), _at, value));
        _at += length;
    }

    private void ReadOperator()
    {
        var found = Operator(text.AsSpan(_at)) ?? throw source.Fail($"unexpected char '{text[_at]}'", _at);
        if (found is "(" or "[" or "{")
        {
            _open.Add(found switch { "(" => ')', "[" => ']', _ => '}' });
        }
        else if (found is ")" or "]" or "}")
        {
            if (_open.Count == 0)
                throw source.Fail($"unexpected '{found}'", _at);
            var expected = _open[^1];
            _open.RemoveAt(_open.Count - 1);
            if (expected != found[0])
                throw source.Fail($"unexpected '{found}', expected '{expected}'", _at);
        }

        tokens.Add(new Token(TokenKind.Operator, found, _at));
        _at += found.Length;
    }

    private static string? Operator(ReadOnlySpan<char> text)
    {
        foreach (var candidate in Operators)
        {
            if (text.StartsWith(candidate, StringComparison.Ordinal))
                return candidate;
        }

        return null;
    }
}
